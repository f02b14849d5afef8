"""``review``: the reviewer's queue without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from gateway.cli import shown
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.accounts import Account
    from gateway.journey import Gateway
    from gateway.reviews import Listed

app = typer.Typer(help="审核队列 · the reviewer's queue", no_args_is_help=True)
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="案件编号，可只写开头几位")]
Who = Annotated[str, typer.Option("--as", metavar="NAME", help="审核人员账号（gongshi user add）")]


@app.command("list")
def list_cases(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """按公示期限列出等人决定的案件，期限相同的遮盖处多的在前。"""
    from gateway import reviews
    from gateway.home import existing, home_path, open_database

    with open_database(existing(home_path(home))).reading() as tx:
        total, cases = reviews.queue(tx, limit=limit)
    if as_json:
        shown.emit([_summary(case) for case in cases])
        return
    rows = [
        (case.id[:8], case.due or "—", case.kind, case.channel, case.risk, _why(case.reasons))
        for case in cases
    ]
    shown.table(f"{total} 件待审", ("案件", "公示期限", "种类", "渠道", "遮盖", "原因"), rows)


def _why(reasons: Sequence[Mapping[str, str]]) -> str:
    return "、".join(dict.fromkeys(reason["rule"] for reason in reasons))


def _summary(case: Listed) -> dict[str, Any]:
    from gateway import reviews

    return {name: getattr(case, name) for name in reviews.LISTED}


@app.command()
def show(
    case: CaseId,
    who: Who = "",
    purpose: Annotated[
        str | None, typer.Option("--purpose", help="查看原文的目的；不写则只看处理后的内容")
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """看一件案件：将公示的内容、每处改动和原因；写明目的才显示原文，并登记。"""
    from gateway import reviews
    from gateway.home import existing, home_path, open_gateway

    gateway = open_gateway(existing(home_path(home)))
    with gateway.database.reading() as tx:
        found = reviews.find(tx, case)
    shown_case = _summary(found) | {"preview": found.preview}
    if purpose is not None:
        account = reviewer(gateway, who)
        shown_case["original"] = dict(gateway.reveal(found.id, account, purpose).fields)
    if as_json:
        shown.emit(shown_case)
        return
    _show_case(shown_case)


def _show_case(case: dict[str, Any]) -> None:
    from policies.standards import standard

    preview = case["preview"]
    names = {code: f"{spec.name} {code}" for code, spec in standard.spec(case["kind"]).items()}
    rows = [(names[code], text) for code, text in preview.get("fields", {}).items()]
    shown.table(f"案件 {case['id']}（{case['channel']}）", ("字段", "将公示的内容"), rows)
    changes = [
        (names[t["field"]], f"{t['start']}–{t['end']}", t["entity_type"] or "整个字段", t["action"],
         t["replacement"], t["rule"])
        for t in preview["transformations"]
    ]  # fmt: skip
    shown.table("每处改动", ("字段", "位置", "类型", "动作", "改为", "规则"), changes)
    shown.table("原因", ("规则", "依据"), [(r["rule"], r["basis"]) for r in case["reasons"]])
    if "original" in case:
        shown.table(
            "原文（本次查看已登记）",
            ("字段", "原文"),
            [(names[code], text) for code, text in case["original"].items()],
        )


@app.command()
def decide(
    case: CaseId,
    who: Who,
    verdict: Annotated[str, typer.Option("--verdict", help="accept、fix 或 reject")],
    conclusion: Annotated[
        str, typer.Option("--conclusion", help="可公开、处理后公开、不予公开或移送定密")
    ],
    reason: Annotated[str, typer.Option("--reason", help="理由（不得写入个人信息）")],
    edits: Annotated[
        Path | None,
        typer.Option("--edits", help="fix 的修改，JSON 数组：op、field、start、end、reason"),
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """对一件案件作出结论：同意、修改或不同意，附保密审查结论。"""
    from gateway import reviews
    from gateway.home import existing, home_path, open_gateway
    from gateway.verdict import Verdict, edit

    gateway = open_gateway(existing(home_path(home)))
    account = reviewer(gateway, who)
    given = Verdict(verdict, conclusion, reason, tuple(map(edit, _edits(edits))))
    with gateway.database.reading() as tx:
        found = reviews.find(tx, case)
    answer = gateway.judge(found.id, given, account)
    if as_json:
        shown.emit(answer.line())
    else:
        shown.console.print(f"{shown.PILES[answer.outcome][0]}，已记入日志")


def _edits(path: Path | None) -> list[Any]:
    if path is None:
        return []
    try:
        edits = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise UsageError("修改文件打不开或不是 JSON 数组") from None
    if not isinstance(edits, list):
        raise UsageError("修改文件应为 JSON 数组")
    return edits


def reviewer(gateway: Gateway, name: str) -> Account:
    """The live reviewer's account of that name; raises `NotAllowed`."""
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting

    return acting(Accounts(gateway.database, gateway.clock), name, Role.REVIEWER)
