"""``policy``: packs read, compiled, tried against their examples, compared and explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli import policy_life, shown
from gateway.cli.policy_names import found_in, known

app = typer.Typer(help="规则包 · policy packs", no_args_is_help=True)
policy_life.register(app)

Name = Annotated[str | None, typer.Argument(metavar="[PACK]", help="默认全部规则包；可写文件夹")]
One = Annotated[str, typer.Argument(metavar="PACK", help="规则包名称、草案编号或文件夹")]

_DOES_NOT_COMPILE = 3
_EXAMPLES_FAIL = 4


@app.command("list")
def list_packs(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出规则包、层级、版本和生效期。"""
    from gateway.home import today

    catalog = known(home)
    found = [(name, catalog.own(name), catalog.standing(name, today())) for name in catalog.ids]
    if as_json:
        shown.emit(
            [
                {"pack": name, "level": own.level.word, "on": own.on or None,
                 "version": own.version, "digest": pack.digest, "title": own.title,
                 "effective_from": own.effective_from, "rules": len(own.rules)}
                for name, own, pack in found
            ]
        )  # fmt: skip
        return
    rows = [
        (name, own.on or own.level.chinese, own.version, own.effective_from, len(own.rules),
         own.title)
        for name, own, _ in found
    ]  # fmt: skip
    shown.table("规则包", ("名称", "层级", "版本", "生效", "规则", "标题"), rows)


@app.command()
def check(name: Name = None, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """编译规则包；有错时逐条写明文件、行号和改法，退出码为 3。"""
    from detectors.registry import entity_types
    from gateway.home import today
    from policies.fault import PackFault
    from policies.layers import lifting
    from policies.vocabulary import ENTITY_TYPES

    catalog = known(home)
    undetected = sorted(ENTITY_TYPES - entity_types())
    report: list[dict[str, Any]] = []
    for each in [name] if name else catalog.ids:
        try:
            within, found = found_in(home, catalog, each)
            pack = within.standing(found, today())
        except PackFault as fault:
            report.append({"pack": each, "faults": [str(f) for f in fault.faults]})
            continue
        lifts = [{"rule": rule.id, "lifts": sorted(rule.lifts)} for rule in lifting(pack)]
        report.append({"pack": found, "digest": pack.digest, "faults": [], "lifting": lifts,
                       "undetected": undetected})  # fmt: skip
    if as_json:
        shown.emit(report)
    else:
        for entry in report:
            _show_check(entry)
    if any(entry["faults"] for entry in report):
        raise typer.Exit(_DOES_NOT_COMPILE)


def _show_check(entry: Mapping[str, Any]) -> None:
    if entry["faults"]:
        shown.console.print(f"✗ {entry['pack']}", style="red")
        for fault in entry["faults"]:
            shown.console.print(f"  {fault}", markup=False)
        return
    shown.console.print(f"✓ {entry['pack']}  {entry['digest']}", style="green")
    for each in entry["lifting"]:
        lifted = "、".join(each["lifts"])
        shown.console.print(f"  放宽：{each['rule']} 取消 {lifted}", markup=False, style="yellow")
    if entry["undetected"]:
        missing = "、".join(entry["undetected"])
        shown.console.print(f"  有规则但尚无检测器：{missing}", markup=False)


@app.command("test")
def run_examples(name: Name = None, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """运行规则包旁边的示例；有示例不符时退出码为 4。"""
    catalog = known(home)
    report: list[dict[str, Any]] = []
    for each in [name] if name else catalog.ids:
        within, found = found_in(home, catalog, each)
        failures = [str(fault) for fault in within.check(found)]
        report.append({"pack": found, "examples": len(within.examples(found)),
                       "failures": failures})  # fmt: skip
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
def show(name: One, home: shown.Home = None) -> None:
    """像读法条一样读一个规则包：每条规则做什么、依据什么。"""
    within, found = found_in(home, known(home), name)
    pack = within.load(found)
    rows = [(rule.id, rule.action.word, rule.does, rule.basis) for rule in within.own(found).rules]
    shown.table(f"{pack.title}（{found} {pack.version}）", ("规则", "动作", "做什么", "依据"), rows)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="规则包名称或文件夹")],
    after: Annotated[str, typer.Argument(metavar="B", help="规则包名称或文件夹")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """用文字说明两个规则包的差别：每处改动意味着什么，更严还是更宽。"""
    from policies.difference import difference

    catalog = known(home)
    pairs = [found_in(home, catalog, name) for name in (before, after)]
    old, new = (within.load(found) for within, found in pairs)
    changes = difference(old, new)
    if as_json:
        shown.emit([{"section": c.section, "rule": c.rule, "direction": c.direction.value,
                     "says": c.says} for c in changes])  # fmt: skip
        return
    rows = [(c.section, c.rule, c.direction.value, c.says) for c in changes]
    shown.table(f"{len(rows)} 处不同", ("部分", "规则", "方向", "意味着"), rows)


@app.command("explain")
def explain_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="规则编号，如 GD-E-OFFICER")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """一条规则：做什么、依据、适用情形、在哪一级、取消了什么，以及由它决定的示例。"""
    from policies.explained import explained

    told = explained(known(home), rule)
    if as_json:
        shown.emit(told)
        return
    for each in told:
        rows = [(key, "\n".join(said) if isinstance(said, list) else said)
                for key, said in each.items()]  # fmt: skip
        shown.table(rule, ("", ""), rows)


@app.command()
def report(
    name: One,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="写成可打印的网页")
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """逐条对照：文件的每一条由哪些规则落实，示例是否通过；不通过时退出码为 4。"""
    from policies.conformance import conformity
    from policies.conformance_page import page

    within, found = found_in(home, known(home), name)
    own = within.own(found)
    lines = conformity(own.clauses, within.load(found).rules, within.results(found))
    if html is not None:
        html.write_text(page(own, within.load(found), lines), "utf-8")
    if as_json:
        shown.emit([line.shown() for line in lines])
    else:
        rows = [(c.clause.clause, c.clause.says, "、".join(r.id for r in c.rules)
                 or c.clause.elsewhere, c.examples, c.chinese) for c in lines]  # fmt: skip
        columns = ("条款", "要求", "规则", "示例", "结果")
        shown.table(f"{own.title}：逐条对照", columns, rows)
    if any(line.result in {"failed", "unproven"} for line in lines):
        raise typer.Exit(_EXAMPLES_FAIL)


@app.command()
def schema() -> None:
    """规则包的 JSON Schema，供编辑器补全和检查。"""
    from policies.schema import schema as made

    shown.emit(made())
