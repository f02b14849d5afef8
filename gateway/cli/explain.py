"""``explain``: why a span was covered, and why another one was not; offsets and reasons alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import shown
from gateway.cli.screening import Day, Kind, PackName
from gateway.errors import NotFound, UsageError

if TYPE_CHECKING:
    from datetime import date

    from gateway.record import Record

_AROUND = 24


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(explain)


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSONL、JSON、CSV、XLSX 或 XML")],
    identity: Annotated[str, typer.Option("--id", help="哪条记录（编号；没有编号的写行号）")],
    field: Annotated[str, typer.Option("--field", help="哪个字段，代码或中文列名")],
    at: Annotated[int | None, typer.Option("--at", min=0, help="字段中的第几个字，从 0 数")] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CHANNEL", help="只看这个渠道；默认全部")
    ] = None,
    pack: PackName = None,
    day: Day = None,
    kind: Kind = None,
    show_text: Annotated[
        bool, typer.Option("--show-text", help="在本终端显示所问之处的原文；默认只有位置")
    ] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """为什么处理、为什么没有处理：每个检测器看到了什么，由哪条规则决定。不保存，默认不显示原文。

    Exits 0 when the record was explained, 2 when there is no such record, field or offset.
    """
    from gateway.explain import explain as explained
    from gateway.home import home_path, journey, registered, today
    from policies import catalog

    date_of = day.date() if day else today()
    record = _record(file, identity, kind, date_of)
    code = _code(record, field)
    if at is not None and at >= len(record.fields[code]):
        raise UsageError(f"这个字段只有 {len(record.fields[code])} 个字")
    walk = journey(
        date_of,
        catalog.shipped().standing(pack, date_of) if pack else None,
        registered(home_path(home)),
    )
    channels = [to] if to else list(walk.pack.channels)
    if to and to not in walk.pack.channels:
        raise UsageError(f"规则包中没有这个渠道，可用：{'、'.join(walk.pack.channels)}")
    told = explained(walk, record, code, channels, at)
    if show_text:
        told["text"] = _excerpt(record.fields[code], at)
    if as_json:
        shown.emit(told)
    else:
        _show(told)


def _record(file: Path, identity: str, kind: str | None, day: date) -> Record:
    from gateway import formats
    from gateway.intake import Intake
    from gateway.keys import Keys
    from gateway.record import Rejected
    from policies.standards import standard

    # Only made-up ids of rows without one depend on the key, and those are asked for by row.
    intake = Intake(Keys(secrets.token_bytes(32)), day, kind)
    for row in formats.read(file, known=standard.knows_column):
        if identity != (row.content.get("id") or str(row.number)):
            continue
        arrival = intake.read(row)
        if isinstance(arrival, Rejected):
            codes = "、".join(dict.fromkeys(p.code for p in arrival.problems))
            raise UsageError(f"这条记录不合数据标准，没有进入检测（{codes}）；详见 gongshi check")
        return arrival
    raise NotFound("文件里没有这个编号的记录")


def _code(record: Record, field: str) -> str:
    from policies.standards import standard

    code = standard.canonical(record.kind, field) or field
    if code not in record.fields:
        raise NotFound(f"这条记录没有这个字段；有：{'、'.join(record.fields)}")
    return code


def _excerpt(text: str, at: int | None) -> str:
    return text if at is None else text[max(0, at - _AROUND) : at + _AROUND]


def _show(told: Mapping[str, Any]) -> None:
    where = "" if told["at"] is None else f" 第 {told['at']} 字处"
    title = f"{told['kind']} {told['field']}（{told['length']} 字）{where}"
    if "text" in told:
        shown.console.print(told["text"], markup=False, highlight=False, soft_wrap=True)
    rows = [row for each in told["detectors"] for row in _detector_rows(each)]
    shown.table(title, ("检测器", "位置", "结果", "为什么"), rows)
    silent = [each["detector"] for each in told["detectors"] if not _told(each)]
    shown.console.print(
        f"看过而没有发现的检测器（{len(silent)} 个）：{'、'.join(silent)}", markup=False
    )
    for unread in told["unread"]:
        shown.console.print(f"! 没有检查：{unread['detector']}", style="red", markup=False)
    for channel, decided in told["channels"].items():
        shown.table(
            f"{channel}：{shown.PILES[decided['outcome']][0]}",
            ("位置", "动作", "规则", "依据"),
            _rule_rows(decided),
        )


def _told(each: Mapping[str, Any]) -> bool:
    return bool(each["found"] or each["considered"] or not each["looked"])


def _detector_rows(each: Mapping[str, Any]) -> Iterable[tuple[str, str, str, str]]:
    for claim in each["found"]:
        kind = f"{claim['entity_type']} {claim['category'] or ''} {claim['status']}"
        yield each["detector"], _span(claim["span"]), kind, f"{claim['because']}；{claim['fate']}"
    for item in each["considered"]:
        parts = [f"字样 {_span(item['cue'])}"] if item["cue"] else []
        parts += [f"数值 {'、'.join(map(_span, item['values']))}"] if item["values"] else []
        result = "是" if item["found"] else "不是"
        why = "；".join([item["because"], *parts])
        yield each["detector"], _span(item["span"]), result, why
    if not each["looked"]:
        yield each["detector"], "—", "没有检查", "、".join(each["silences"])


def _rule_rows(decided: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = [(_span(s["span"]), s["action"], s["rule"], s["basis"]) for s in decided["spans"]]
    for each in decided["rules"]["findings"]:
        rows += _losers(_span(each["span"]), each)
    whole = decided["field"]
    rows.append(("整个字段", whole["action"], whole["rule"], whole["basis"]))
    rows += [("整条记录", r["action"], r["rule"], r["basis"]) for r in decided["record"]]
    if decided["otherwise"]:
        rows.append(("所问之处", "—", "—", decided["otherwise"]))
    return rows


def _losers(where: str, matched: Mapping[str, Any]) -> Iterable[tuple[str, str, str, str]]:
    """The rules that applied as well and did not win, and those that fell away."""
    for rule in matched["applied"]:
        if rule["rule"] != matched["won"]:
            yield where, rule["action"], rule["rule"], f"也适用，不严于 {matched['won']}"
    for rule in matched["lifted"]:
        yield where, rule["action"], rule["rule"], "被更窄层级的规则取消"


def _span(span: Iterable[int]) -> str:
    return "–".join(map(str, span))
