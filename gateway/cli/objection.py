"""``objection``: tickets about what is published, and their answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown
from gateway.cli.life import Owner, opened, place
from gateway.cli.review import Who, reviewer
from gateway.cli.screening import local_owner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.life.objections import Objection

app = typer.Typer(help="异议 · objections", no_args_is_help=True)
Which = Annotated[str, typer.Argument(metavar="OBJECTION", help="异议编号，可只写开头几位")]

_STATES = {
    "open": "待答复",
    "upheld": "✓ 成立，待更正",
    "rejected": "— 不成立",
    "corrected": "✓ 已更正",
}


@app.command("file")
def file_objection(
    ground: Annotated[
        str, typer.Option("--ground", help="error 错误、omission 遗漏、overdue 超期公示")
    ],
    text: Annotated[str, typer.Option("--text", help="异议的内容（密封保存）")],
    record: Annotated[
        str | None, typer.Argument(metavar="ID", help="记录编号；遗漏的记录不写")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="遗漏的记录应由哪个单位报送")] = None,
    owner: Owner = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """提出异议：当即在各渠道标注，转作出决定的单位，按期答复。"""
    from gateway.life import objections

    gateway = opened(home)
    where = place(gateway, record, owner) if record else None
    held = objections.file(gateway, where, ground, text, local_owner(), unit)
    _told([held], gateway.journey.today, as_json)


@app.command("list")
def list_objections(
    every: Annotated[bool, typer.Option("--all", help="也列出已处理的")] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """按答复期限列出待答复的异议。"""
    from gateway.life import objections

    gateway = opened(home)
    states = tuple(_STATES) if every else ("open",)
    with gateway.database.reading() as tx:
        found = objections.pending(tx, states)
    _told(found, gateway.journey.today, as_json)


@app.command("show")
def show_objection(
    which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False
) -> None:
    """看一件异议的内容和应答复的单位（限审核人员）。"""
    from gateway.life import dossier, objections

    gateway = opened(home)
    reviewer(gateway, who)
    with gateway.database.reading() as tx:
        held = objections.find(tx, which)
        text = objections.text_of(gateway, tx, held)
        names = dossier.unit_names(tx, gateway.keys, [held.unit or ""])
    told = held.told(gateway.journey.today) | {"text": text, "unit": names.get(held.unit or "")}
    if as_json:
        shown.emit(told)
    else:
        shown.table(f"异议 {held.id}", ("", "内容"), [(k, v) for k, v in told.items()])


@app.command("extend")
def extend_objection(
    which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False
) -> None:
    """延长一次答复期限。"""
    from gateway.life import objections

    gateway = opened(home)
    held = objections.extend(gateway, which, reviewer(gateway, who))
    _told([held], gateway.journey.today, as_json)


@app.command("answer")
def answer_objection(
    which: Which,
    who: Who,
    upheld: Annotated[bool, typer.Option("--upheld/--rejected", help="异议是否成立")],
    reason: Annotated[str, typer.Option("--reason", help="理由（密封保存）")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """答复异议：不成立的去掉标注；成立的由单位报送更正，经审核后公示，或者撤下。"""
    from gateway.life import objections

    gateway = opened(home)
    said = "upheld" if upheld else "rejected"
    held = objections.answer(gateway, which, said, reason, reviewer(gateway, who))
    _told([held], gateway.journey.today, as_json)


def _told(found: Sequence[Objection], today: date, as_json: bool) -> None:
    if as_json:
        shown.emit([held.told(today) for held in found])
        return
    rows = [
        (o.id[:8], o.ground, o.filed_on, o.due, _STATES[o.state],
         "逾期" if o.told(today)["late"] else "")
        for o in found
    ]  # fmt: skip
    shown.table(f"{len(found)} 件异议", ("编号", "理由", "提出", "答复期限", "状态", ""), rows)
