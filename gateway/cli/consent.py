"""``consent``: asking third parties before their secrets are published (条例 art. 15, 32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import shown
from gateway.cli.review import Who, reviewer
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.consent import Consent, Place
    from gateway.consulting import Consulting

app = typer.Typer(help="征求第三方意见 · third-party consent", no_args_is_help=True)
Which = Annotated[str, typer.Argument(metavar="ID", help="征求意见编号，可只写开头几位")]
Reason = Annotated[str, typer.Option("--reason", help="理由")]

_STATES = {
    "noticed": "等待答复",
    "agreed": "同意",
    "refused": "不同意",
    "unanswered": "逾期未答复",
    "decided": "✓ 已决定",
    "void": "— 案件已另行办结",
}


@app.command("ask")
def ask(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，可只写开头几位")],
    party: Annotated[str, typer.Option("--party", help="征求谁的意见（密封保存）")],
    who: Who,
    served: Annotated[
        datetime | None,
        typer.Option("--served", formats=["%Y-%m-%d"], help="通知送达的日期，默认今天"),
    ] = None,
    span: Annotated[
        list[str] | None,
        typer.Option("--span", metavar="FIELD:START-END", help="哪一处，可重复；默认全部秘密"),
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """就待审案件中的秘密征求第三方意见；作出决定以前案件不能放行。"""
    consulting = _consulting(home, who)
    served_on = served.date() if served else consulting.gateway.journey.today
    made = consulting.ask(case, party, served_on, [_place(given) for given in span or ()])
    _told(made, as_json)


@app.command("print")
def print_paper(
    which: Which,
    who: Who,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="写成可打印的网页")
    ] = None,
    home: shown.Home = None,
) -> None:
    """打印通知书，或决定以后的告知书；其中有原文，查看会登记。"""
    paper = _consulting(home, who).paper(which)
    if html is None:
        shown.console.print(paper.text(), markup=False, highlight=False, soft_wrap=True)
        return
    try:
        html.write_text(paper.html(), encoding="utf-8")
    except OSError:
        raise UsageError("文件不能写入，请另指一个") from None
    shown.console.print("已写出，请打印后送达")


@app.command("answer")
def answer(
    which: Which,
    who: Who,
    agrees: Annotated[bool, typer.Option("--agree/--refuse", help="第三方是否同意公开")],
    reason: Reason = "",
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="答复日期，默认今天")
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """记下第三方的答复；不同意的须写明其理由（密封保存）。"""
    consulting = _consulting(home, who)
    day: date = on.date() if on else consulting.gateway.journey.today
    said = "agreed" if agrees else "refused"
    _told(consulting.answered(which, said, reason, day), as_json)


@app.command("decide")
def decide(
    which: Which,
    who: Who,
    publishes: Annotated[bool, typer.Option("--publish/--withhold", help="是否公开")],
    reason: Reason,
    public_interest: Annotated[
        bool,
        typer.Option("--public-interest", help="不公开会对公共利益造成重大影响（须告知第三方）"),
    ] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """作出是否公开的决定并写明理由；随后的审核结论照此处理。"""
    ground = "public-interest" if public_interest else None
    decision = "publish" if publishes else "withhold"
    _told(_consulting(home, who).decide(which, decision, ground, reason), as_json)


@app.command("list")
def list_consents(
    who: Who,
    every: Annotated[bool, typer.Option("--all", help="也列出已决定的")] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """按答复期限列出；过了期限没有答复的随即记为逾期。"""
    from gateway.consulting import waiting

    consulting = _consulting(home, who)
    consulting.lapse()
    found = waiting(consulting.gateway, every=every)
    if as_json:
        shown.emit([_summary(each) for each in found])
        return
    rows = [
        (c.id[:8], c.case_id[:8], len(c.spans), c.served_on, c.due, _STATES[c.state]) for c in found
    ]
    shown.table("征求第三方意见", ("编号", "案件", "处数", "送达", "期限", "状态"), rows)


def _place(given: str) -> Place:
    field, _, where = given.rpartition(":")
    start, _, end = where.partition("-")
    if not field or not start.isdecimal() or not end.isdecimal():
        raise UsageError("--span 应写作 字段:起-止，如 XK_NR:12-30")
    return field, int(start), int(end)


def _summary(consent: Consent) -> dict[str, Any]:
    from gateway.consent import told

    names: Sequence[str] = (
        "id", "case_id", "channel", "served_on", "due", "provisional", "state", "answered_on",
        "decision", "ground",
    )  # fmt: skip
    summary = {name: getattr(consent, name) for name in names}
    return summary | {"spans": [told(span) for span in consent.spans]}


def _told(consent: Consent, as_json: bool) -> None:
    if as_json:
        shown.emit(_summary(consent))
        return
    shown.console.print(
        f"{consent.id}：{_STATES[consent.state]}，{len(consent.spans)} 处，期限 {consent.due}",
        markup=False,
    )


def _consulting(home: Path | None, name: str) -> Consulting:
    from gateway.consulting import Consulting
    from gateway.home import existing, home_path, open_gateway

    gateway = open_gateway(existing(home_path(home)))
    return Consulting(gateway, reviewer(gateway, name))
