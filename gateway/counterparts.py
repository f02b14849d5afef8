"""What stands beside the log and must match it both ways: what was released, who looked.

Each release rests on its entry and each entry that allows one has it; each withdrawal likewise;
each look has its line in the register. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import Any

import orjson
from sqlalchemy import Connection, exists, select

from gateway.chain import answer_digest, broken
from gateway.crypto import Digest
from gateway.errors import Conflict, LedgerBroken
from gateway.life.publications import PLACE, Publication, everything, moved
from gateway.life.states import ENDED, LEADS_TO, RESTS_ON
from gateway.register import look_of
from gateway.storage import tables

_BLOCKING = frozenset({"blocked"})
_PAGE = 500


def check_releases(tx: Connection, owed: int, digest: Digest) -> None:
    """Releases and the ``owed`` entries that each have one are the same; raises `LedgerBroken`."""
    if _check_each(tx, digest) != owed:
        raise LedgerBroken("日志中准予发布、撤下或标注的条目，有的没有发布记录：发布记录曾被删除")
    _check_withdrawals(tx)
    _check_publications(tx)


def _check_each(tx: Connection, digest: Digest) -> int:
    """Every release rests on an entry about the same record, channel, digest and answer.

    Gives the number of releases that an entry owes: what a blocked answer took down is not
    counted.
    """
    owed = 0
    for release in _all_releases(tx):
        body = _object(release.body)
        rests_on = (release.entry_record, release.entry_channel, body.get("digest"))
        if (
            rests_on != (release.record, release.channel, release.digest)
            or body.get("answer") != _digest_of(release.answer, digest)
            or body.get("outcome") not in RESTS_ON[release.event]
        ):
            raise LedgerBroken(f"发布记录第 {release.seq} 号：日志中没有与之相符的条目")
        owed += body.get("outcome") not in _BLOCKING
    return owed


def _check_withdrawals(tx: Connection) -> None:
    """What was public when its entry blocked it was taken down under that entry."""
    entry, released, own = tables.ledger, tables.releases, tables.releases.alias()
    before = (
        select(released.c.event)
        .where(released.c.record == entry.c.record, released.c.channel == entry.c.channel)
        .where(released.c.seq < entry.c.seq)
        .order_by(released.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    blocked = entry.c.body.contains('"outcome":"blocked"', autoescape=True)
    query = select(entry.c.seq, entry.c.body, before.label("before")).where(
        blocked, ~exists().where(own.c.seq == entry.c.seq)
    )
    for row in tx.execute(query.order_by(entry.c.seq)):
        blocks = orjson.loads(row.body).get("outcome") in _BLOCKING
        ended = row.before is None or LEADS_TO.get(row.before) in ENDED
        if blocks and not ended:
            raise broken(row.seq, "所记的撤下没有撤下记录：撤下记录曾被删除")


def _check_publications(tx: Connection) -> None:
    """The table of what is public now says what the releases say."""
    for held, folded in zip_longest(everything(tx), _folded(tx)):
        if held != folded:
            raise LedgerBroken("现在公示的一览与发布记录不符，曾被改动")


def _folded(tx: Connection) -> Iterator[Publication]:
    """What the releases of each place amount to, place by place."""
    table = tables.releases
    query = select(table).order_by(*(table.c[name] for name in PLACE), table.c.seq)
    rows = tx.execution_options(yield_per=_PAGE).execute(query)
    for _, group in groupby(rows, key=lambda row: (row.record, row.owner, row.channel)):
        place: Publication | None = None
        for row in group:
            try:
                place = moved(place, row._asdict(), orjson.loads(row.answer))
            except Conflict:
                raise LedgerBroken(f"发布记录第 {row.seq} 号：不能接在前一个状态之后") from None
        if place is not None:
            yield place


def check_register(tx: Connection, looks: dict[int, str | None], digest: Digest) -> None:
    """Each look in the log has its line in the register, and the other way round."""
    plain = sum(look is None for look in looks.values())  # of older programs
    vouched = {seq: look for seq, look in looks.items() if look is not None}
    table = tables.access_register
    for row in tx.execute(select(table).order_by(table.c.id)):
        if row.seq is None:
            plain -= 1
        elif vouched.pop(row.seq, None) != _look_digest(row, digest):
            raise LedgerBroken(f"查看登记第 {row.id} 号：与日志所记的不符，登记被改动")
    if vouched:
        raise broken(min(vouched), "所记的查看没有登记，登记曾被删除")
    if plain:
        raise LedgerBroken("查看登记的条数与日志不符，登记曾被删除或添加")


def _look_digest(row: Any, by: Digest) -> str | None:  # noqa: ANN401 - a row of the register
    try:
        return look_of(row).digest(by)
    except (orjson.JSONDecodeError, TypeError):
        return None


def _all_releases(tx: Connection) -> Iterator[Any]:
    released, entry = tables.releases, tables.ledger
    query = (
        select(
            released.c.seq,
            released.c.record,
            released.c.channel,
            released.c.event,
            released.c.digest,
            released.c.answer,
            entry.c.record.label("entry_record"),
            entry.c.channel.label("entry_channel"),
            entry.c.body,
        )
        .select_from(released.outerjoin(entry, released.c.seq == entry.c.seq))
        .order_by(released.c.seq)
        .limit(_PAGE)
    )
    found = tx.execute(query).all()
    while found:
        yield from found
        found = tx.execute(query.where(released.c.seq > found[-1].seq)).all()


def _digest_of(answer: str, by: Digest) -> str | None:
    try:
        return answer_digest(orjson.loads(answer), by)
    except (orjson.JSONDecodeError, AttributeError):
        return None  # somebody wrote there what is no answer


def _object(body: str | None) -> dict[str, Any]:
    # The chain was checked before: what stands in it is an object.
    found: dict[str, Any] = {} if body is None else orjson.loads(body)
    return found
