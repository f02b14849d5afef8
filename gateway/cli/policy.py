"""``policy``: the packs, read, compiled and tried against their own examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from gateway.cli import shown

app = typer.Typer(help="规则包 · policy packs", no_args_is_help=True)
Name = Annotated[str | None, typer.Argument(metavar="[PACK]", help="默认全部规则包")]

_DOES_NOT_COMPILE = 3
_EXAMPLES_FAIL = 4


def _names(name: str | None) -> list[str]:
    from policies import catalog

    return [name] if name else list(catalog.shipped().ids)


@app.command("list")
def list_packs(as_json: shown.Json = False) -> None:
    """列出规则包、版本和生效期。"""
    from policies import catalog

    found = [catalog.shipped().load(name) for name in catalog.shipped().ids]
    if as_json:
        shown.emit(
            [
                {"pack": p.id, "version": p.version, "digest": p.digest, "title": p.title,
                 "effective_from": p.effective_from, "rules": len(p.rules)}
                for p in found
            ]
        )  # fmt: skip
        return
    rows = [(p.id, p.version, p.effective_from, len(p.rules), p.title) for p in found]
    shown.table("规则包", ("名称", "版本", "生效", "规则", "标题"), rows)


@app.command()
def check(name: Name = None, as_json: shown.Json = False) -> None:
    """编译规则包；有错时逐条写明文件、行号和改法，退出码为 3。"""
    from detectors.registry import entity_types
    from policies import catalog
    from policies.fault import PackFault
    from policies.vocabulary import ENTITY_TYPES

    report = []
    for each in _names(name):
        try:
            pack = catalog.shipped().load(each)
        except PackFault as fault:
            report.append({"pack": each, "faults": [str(f) for f in fault.faults]})
            continue
        undetected = sorted(ENTITY_TYPES - entity_types())
        report.append({"pack": each, "digest": pack.digest, "faults": [], "undetected": undetected})
    if as_json:
        shown.emit(report)
    else:
        for entry in report:
            _show_check(entry)
    if any(entry["faults"] for entry in report):
        raise typer.Exit(_DOES_NOT_COMPILE)


def _show_check(entry: Mapping[str, object]) -> None:
    faults = entry["faults"]
    if isinstance(faults, list) and faults:
        shown.console.print(f"✗ {entry['pack']}", style="red")
        for fault in faults:
            shown.console.print(f"  {fault}", markup=False)
        return
    shown.console.print(f"✓ {entry['pack']}  {entry['digest']}", style="green")
    if entry.get("undetected"):
        undetected = entry["undetected"]
        names = "、".join(undetected) if isinstance(undetected, list) else ""
        shown.console.print(f"  有规则但尚无检测器：{names}", markup=False)


@app.command("test")
def run_examples(name: Name = None, as_json: shown.Json = False) -> None:
    """运行规则包旁边的示例；有示例不符时退出码为 4。"""
    from policies import catalog

    report: list[dict[str, Any]] = []
    for each in _names(name):
        pack = catalog.shipped().load(each)
        total = len(catalog.shipped().examples(pack.id))
        failures = [str(fault) for fault in catalog.shipped().check(pack.id)]
        report.append({"pack": each, "examples": total, "failures": failures})
    if as_json:
        shown.emit(report)
    else:
        for entry in report:
            failed = len(entry["failures"])
            mark = "✗" if failed else "✓"
            shown.console.print(
                f"{mark} {entry['pack']}：{entry['examples']} 个示例，{failed} 个不符"
            )
            for failure in entry["failures"]:
                shown.console.print(f"  {failure}", markup=False)
    if any(entry["failures"] for entry in report):
        raise typer.Exit(_EXAMPLES_FAIL)


@app.command()
def show(name: Annotated[str, typer.Argument(metavar="PACK")]) -> None:
    """像读法条一样读一个规则包：每条规则做什么、依据什么。"""
    from policies import catalog

    pack = catalog.shipped().load(name)
    rows = [(rule.id, rule.action.word, rule.does, rule.basis) for rule in pack.rules]
    shown.table(
        f"{pack.title}（{pack.id} {pack.version}）", ("规则", "动作", "做什么", "依据"), rows
    )
