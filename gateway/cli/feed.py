"""``feed``: what a channel is told, who has confirmed it, and who is to be chased."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from gateway.cli import shown
from gateway.cli.life import opened
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.journey import Gateway
    from gateway.life.feeds import Behind

_EVENTS = {
    "published": "公示",
    "corrected": "更正",
    "objection-marked": "异议标注",
    "objection-answered": "异议办结",
    "withdrawn": "撤下",
    "expired": "期满",
    "repaired": "修复",
}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(feed)


def feed(
    channel: Annotated[str | None, typer.Option("--to", metavar="CHANNEL", help="渠道")] = None,
    after: Annotated[int, typer.Option("--after", min=0, help="上次看到的游标")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 1000,
    ack: Annotated[
        int | None, typer.Option("--ack", min=0, help="确认已办到这个游标（须 --as）")
    ] = None,
    who: Annotated[str, typer.Option("--as", metavar="NAME", help="门户账号")] = "",
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="列出还没有确认撤下的渠道；有的退出码为 1")
    ] = False,
    atom: Annotated[
        Path | None, typer.Option("--atom", metavar="OUT", help="把正在公示的写成 Atom 文件")
    ] = None,
    messages: Annotated[
        bool, typer.Option("--messages", help="正在公示的，逐条写成微信、微博短消息")
    ] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """渠道的事件（CloudEvents）：公示、更正、撤下、期满、修复、异议标注，按先后，不遗漏。"""
    gateway = opened(home)
    if unconfirmed:
        _chase(gateway, channel, as_json)
    elif channel is None:
        raise UsageError("请用 --to 指明渠道")
    elif atom is not None or messages:
        _media(gateway, channel, limit, atom, as_json)
    elif ack is not None:
        _confirm(gateway, channel, who, ack, as_json)
    else:
        _tell(gateway, channel, after, limit, as_json)


def _tell(gateway: Gateway, channel: str, after: int, limit: int, as_json: bool) -> None:
    from gateway.life.following import Following

    page = Following(gateway, channel).page(after, limit)
    if as_json:
        shown.emit(page)
        return
    if not shown.console.is_terminal:
        for event in page["events"]:
            shown.console.file.write(orjson.dumps(event).decode() + "\n")
        return
    rows = [
        (e["id"], e["time"][:16], _EVENTS[e["type"].rpartition(".")[2]], e["subject"][:12])
        for e in page["events"]
    ]
    shown.table(f"{channel}，游标 {page['cursor']}", ("游标", "时间", "事件", "记录"), rows)


def _media(gateway: Gateway, channel: str, limit: int, atom: Path | None, as_json: bool) -> None:
    from gateway.life import media
    from gateway.life.following import Following, source_of

    title = gateway.journey.pack.channels[Following(gateway, channel).current()]
    with gateway.database.reading() as tx:
        found = media.posts(tx, channel, limit)
    if atom is not None:
        atom.write_bytes(media.atom(channel, title, source_of(gateway), found))
    elif as_json:
        shown.emit([{"record": post.record, "message": post.message()} for post in found])
    else:
        for post in found:
            shown.console.print(post.message(), markup=False, highlight=False, soft_wrap=True)


def _confirm(gateway: Gateway, channel: str, who: str, cursor: int, as_json: bool) -> None:
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting
    from gateway.life.following import Following

    account = acting(Accounts(gateway.database, gateway.clock), who, Role.PORTAL)
    stands = Following(gateway, channel).confirm(account, cursor)
    if as_json:
        shown.emit({"channel": channel, "cursor": stands})
    else:
        shown.console.print(f"{channel} 已确认到 {stands}")


def _chase(gateway: Gateway, channel: str | None, as_json: bool) -> None:
    from gateway.life.following import unconfirmed

    found = unconfirmed(gateway, channel)
    if as_json:
        shown.emit(_lines(found))
    else:
        rows = [
            (
                b.channel,
                b.account or "（没有订阅）",
                b.cursor,
                b.ends,
                b.due,
                "逾期" if b.late else "",
            )
            for b in found
        ]
        shown.table("还没有确认撤下", ("渠道", "门户", "已确认到", "未确认", "期限", ""), rows)
    if found:
        raise typer.Exit(1)


def _lines(found: Sequence[Behind]) -> list[dict[str, Any]]:
    from gateway.life.feeds import told

    return [told(each) for each in found]
