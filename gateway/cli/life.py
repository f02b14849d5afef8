"""``withdraw``, ``expire``, ``due``, ``calendar``: ends of publicity, and the days that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import shown
from gateway.cli.screening import local_owner

if TYPE_CHECKING:
    from gateway.journey import Gateway
    from gateway.reviews import Listed

calendars = typer.Typer(help="工作日历 · working days and holidays", no_args_is_help=True)
RecordId = Annotated[str, typer.Argument(metavar="ID", help="报送时的记录编号")]
Owner = Annotated[
    str | None, typer.Option("--owner", help="报送账号，只在几个账号用了同一编号时需要")
]
Reason = Annotated[str, typer.Option("--reason", help="理由（会告知各渠道，不得写入个人信息）")]
Day = typer.Option("--on", formats=["%Y-%m-%d"], help="日期，默认今天")

_STATES = {
    "released": "✓ 公示中",
    "in_review": "? 待人审核",
    "blocked": "✗ 不得公示",
    "withdrawn": "■ 已撤下",
    "expired": "■ 期满不再公示",
    "repaired": "■ 已修复，不再公示",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(withdraw)
    app.command()(expire)
    app.command()(due)
    app.add_typer(calendars, name="calendar")


def withdraw(
    record: RecordId,
    ground: Annotated[
        str,
        typer.Option(
            "--ground",
            help="事由：agency 机关撤销、reconsideration 复议撤销、court 判决撤销、void 违法或"
            "无效、objection 异议成立、correction 不应公示",
        ),
    ],
    reason: Reason,
    noticed: Annotated[
        datetime | None,
        typer.Option("--noticed", formats=["%Y-%m-%d"], help="收到告知的日期，默认今天"),
    ] = None,
    owner: Owner = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """把一条记录从所有渠道撤下，写明理由；重复执行没有第二次效果。"""
    from gateway.life.takedown import Notice, take_down

    gateway = opened(home)
    token, sender = place(gateway, record, owner)
    notice = Notice(ground, reason, noticed.date() if noticed else None)
    told(record, take_down(gateway, token, sender, notice, local_owner()), as_json)


def expire(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """公示期届满的不再公示（服务运行时会自己办理）；重复执行没有第二次效果。"""
    from gateway.life import takedown

    count = takedown.expire(opened(home))
    if as_json:
        shown.emit({"expired": count})
    else:
        shown.console.print(f"{count} 处公示期届满，已停止公示")


def due(
    within: Annotated[int, typer.Option("--within", min=0, help="提前几个工作日提醒")] = 2,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """列出已经超过和即将到期的公示时限（七个工作日）。有超期的，退出码为 1。"""
    from gateway.life import due as dues

    gateway = opened(home)
    walk = gateway.journey
    with gateway.database.reading() as tx:
        found = dues.due(tx, walk.today, within, walk.pack.calendar)
    if as_json:
        shown.emit({"overdue": _listed(found.overdue), "due_soon": _listed(found.soon)})
    else:
        _table(f"{len(found.overdue)} 件超期未公示", found.overdue)
        _table(f"{len(found.soon)} 件将在 {within} 个工作日内到期", found.soon)
    if found.overdue:
        raise typer.Exit(1)


def _listed(cases: Sequence[Listed]) -> list[dict[str, Any]]:
    return [
        {"case": c.id, "record": c.record, "channel": c.channel, "kind": c.kind, "due": c.due}
        for c in cases
    ]


def _table(title: str, cases: Sequence[Listed]) -> None:
    rows = [(case.id[:8], case.kind, case.channel, case.due) for case in cases]
    shown.table(title, ("案件", "种类", "渠道", "公示期限"), rows)


@calendars.command("show")
def show_calendar(
    year: Annotated[int, typer.Argument(help="年份")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """显示一年的放假日和调休上班日；没有收录的年份按星期一至星期五暂计。"""
    from gateway.home import calendar_of, home_path

    calendar = calendar_of(home_path(home))
    rest, work = (
        sorted(day.isoformat() for day in days if day.year == year)
        for days in (calendar.rest, calendar.work)
    )
    known = year in calendar.years
    if as_json:
        shown.emit({"year": year, "known": known, "rest": rest, "work": work})
        return
    note = "" if known else "（尚未收录，工作日按星期一至星期五暂计）"
    rows = [("放假", " ".join(rest) or "—"), ("调休上班", " ".join(work) or "—")]
    shown.table(f"{year} 年{note}", ("", "日期"), rows)


@calendars.command("add")
def add_calendar(
    file: Annotated[Path, typer.Argument(help="YAML：version、years，每年有 notice、rest、work")],
    who: Annotated[str, typer.Option("--as", metavar="NAME", help="系统管理员账号")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """收录新一年的放假和调休安排；服务重新启动后使用。记入日志。"""
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting
    from gateway.home import home_path
    from gateway.life.calendars import add

    where = home_path(home)
    gateway = opened(home)
    account = acting(Accounts(gateway.database, gateway.clock), who, Role.ADMIN)
    years = add(gateway, where, file, account)
    if as_json:
        shown.emit({"years": years})
    else:
        shown.console.print(f"已收录 {'、'.join(map(str, years))} 年")


def opened(home: Path | None, day: date | None = None) -> Gateway:
    """The gateway of a home that holds something."""
    from gateway.home import existing, home_path, open_gateway

    return open_gateway(existing(home_path(home)), day=day)


def place(gateway: Gateway, record: str, owner: str | None) -> tuple[str, str]:
    """Token and owner of a record by the id that its sender gave."""
    from gateway.life.places import find

    with gateway.database.reading() as tx:
        return find(tx, gateway.keys, record, owner)


def told(record: str, answers: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """What holds on each channel from now on."""
    if as_json:
        shown.emit({"id": record, "answers": [{"id": record, **each} for each in answers]})
        return
    rows = [
        (a["channel"], _STATES[a["outcome"]] + ("（异议标注）" if "objection" in a else ""))
        for a in answers
    ]
    shown.table(f"记录 {record}", ("渠道", "状态"), rows)
