"""``retention``, ``hold`` and ``register``: how long things are kept, who looked at what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown

if TYPE_CHECKING:
    from gateway.accounts import Account
    from gateway.journey import Gateway

app = typer.Typer(help="保存期限和原文销毁 · retention", no_args_is_help=True)
holds = typer.Typer(help="保全 · legal hold", no_args_is_help=True)
register = typer.Typer(help="查看登记 · the access register", no_args_is_help=True)
Officer = Annotated[str, typer.Option("--as", metavar="NAME", help="安全管理员账号（officer）")]


def _opened(home: shown.Home) -> Gateway:
    from gateway.home import existing, home_path, open_gateway

    return open_gateway(existing(home_path(home)))


def _officer(gateway: Gateway, name: str) -> Account:
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting

    return acting(Accounts(gateway.database, gateway.clock), name, Role.OFFICER)


@app.command()
def show(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """规则包要求的保存期限，和现在到期的原文。"""
    from datetime import timedelta

    from gateway import retention
    from policies.keeping import KEPT

    gateway = _opened(home)
    keeping = gateway.journey.pack.keeping
    before = gateway.clock() - timedelta(days=keeping["originals"].days)
    with gateway.database.reading() as tx:
        count = len(retention.due(tx, before.isoformat(timespec="milliseconds")))
    if as_json:
        kept = {name: asdict(each) for name, each in keeping.items()}
        shown.emit({"keeping": kept, "due": count})
        return
    rows = [(KEPT[name], f"{each.days} 天", each.basis) for name, each in keeping.items()]
    shown.table("保存期限（不少于）", ("内容", "期限", "依据"), rows)
    shown.console.print(f"现在到期、未保全的原文：{count} 条记录")


@app.command()
def draft(who: Officer, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """起草销毁单：列入全部到期的原文；须由另一名安全管理员批准才会执行。"""
    from gateway import retention

    gateway = _opened(home)
    order = retention.draft(gateway, _officer(gateway, who))
    if as_json:
        shown.emit({"id": order.id, "records": len(order.records)})
    else:
        shown.console.print(f"销毁单 {order.id}：{len(order.records)} 条记录的原文")


@app.command()
def approve(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="销毁单编号")],
    who: Officer,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """批准并执行另一人起草的销毁单：销毁原文的数据密钥；日志不变，仍可核对。"""
    from gateway import retention

    gateway = _opened(home)
    count = retention.approve(gateway, order, _officer(gateway, who))
    if as_json:
        shown.emit({"destroyed": count})
    else:
        shown.console.print(f"已销毁 {count} 条记录的原文，已记入日志")


@holds.command()
def place(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，可只写开头几位")],
    who: Officer,
    reason: Annotated[str, typer.Option("--reason", help="保全的理由（密封保存）")],
    home: shown.Home = None,
) -> None:
    """保全一件案件的记录：解除之前，其原文不会被销毁。"""
    from gateway import retention, reviews

    gateway = _opened(home)
    with gateway.database.reading() as tx:
        record = reviews.find(tx, case).record
    placed = retention.hold(gateway, record, _officer(gateway, who), reason)
    shown.console.print(f"已保全：{placed.id}")


@holds.command()
def lift(
    hold: Annotated[str, typer.Argument(metavar="HOLD", help="保全编号")],
    who: Officer,
    home: shown.Home = None,
) -> None:
    """解除另一名安全管理员所作的保全。"""
    from gateway import retention

    gateway = _opened(home)
    retention.lift(gateway, hold, _officer(gateway, who))
    shown.console.print("已解除保全")


@holds.command("list")
def list_holds(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出保全。"""
    from gateway import retention
    from gateway.home import existing, home_path, open_database

    with open_database(existing(home_path(home))).reading() as tx:
        found = retention.holds(tx)
    if as_json:
        shown.emit([asdict(each) for each in found])
        return
    rows = [(h.id, h.record[:12], h.placed_by, h.placed_at, h.lifted_by or "—") for h in found]
    shown.table("保全", ("编号", "记录", "提出", "时间", "解除"), rows)


@register.command()
def report(
    month: Annotated[str, typer.Option("--month", help="YYYY-MM，默认本月（北京时间）")] = "",
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """一个月的查看登记：次数、时间、依据，并列出不寻常的查看，供定期审查。"""
    from gateway import access_report
    from gateway.home import existing, home_path, open_database
    from policies.calendar import china

    named = month or datetime.now(UTC).astimezone().strftime("%Y-%m")
    with open_database(existing(home_path(home))).reading() as tx:
        found = access_report.report(tx, named, china().is_working)
    if as_json:
        shown.emit(asdict(found))
        return
    shown.console.print(
        f"{found.month}：查看原文 {found.looks} 次，"
        f"涉及 {found.records} 条记录、{found.spans} 处遮盖内容"
    )
    shown.counts("按账号", "账号", found.accounts)
    shown.counts("按依据", "依据", found.bases)
    rows = [(u.kind, u.account, u.place, u.looks) for u in found.unusual]
    shown.table("不寻常的查看", ("情形", "账号", "何时或何记录", "次数"), rows)
