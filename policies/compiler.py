"""Compiles a pack from its YAML: every fault with its line, or a frozen `Pack`.

A pack is data only. Compiling reads the text that is handed in and nothing else.
"""

from __future__ import annotations

import re
from datetime import date

from policies.action import Action
from policies.calendar import Calendar, china
from policies.fault import PackFault
from policies.keeping import DEFAULTS, FLOOR, KEPT, Keeping
from policies.life import read_life
from policies.marked import Marked, read
from policies.masks import leaves_something
from policies.pack import Covering, Pack, Switch
from policies.rule import Rule
from policies.rule_reader import Reader
from policies.term import Deadline, Period
from policies.vocabulary import (
    ENTITY_ATTRIBUTES,
    FIELD_ATTRIBUTES,
    RECORD_ATTRIBUTES,
    SENSITIVE,
)

_SECTIONS = (
    "pack",
    "title",
    "version",
    "effective",
    "instrument",
    "sources",
    "channels",
    "kinds",
    "detectors",
    "switches",
    "record_rules",
    "field_rules",
    "entity_rules",
    "review",
    "periods",
    "deadline",
    "expiry",
    "masks",
)
_REVIEWED = ("all", "changed", "held")
_SPAN = re.compile(r"([1-9][0-9]{0,3}) (month|year)s?", re.ASCII)
_COUNT = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_DAYS = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_YEAR = 12


def compile_pack(text: str, file: str = "pack.yaml", calendar: Calendar | None = None) -> Pack:
    """A pack from its YAML text. Raises `PackFault` with every fault found.

    ``file`` is named in the faults. Without ``calendar`` the shipped one is used.
    """
    marked = read(text, file)
    reader = Reader(file)
    sections = reader.mapping(marked, _SECTIONS, ("marks", "notes", "retention", "life"))
    switches = _switches(reader, sections["switches"])
    reader.switches = [switch.name for switch in switches]
    channels = reader.names(sections["channels"])
    kinds = reader.names(sections["kinds"])
    reader.words = {"channel": channels, "kind": kinds}
    starts, ends = _effective(reader, sections["effective"])
    review = reader.mapping(sections["review"], ("rule",), None)
    pack = Pack(
        id=reader.text(sections["pack"]),
        title=reader.chinese(sections["title"]),
        version=reader.text(sections["version"]),
        effective_from=starts,
        effective_to=ends,
        instrument=reader.chinese(sections["instrument"]),
        sources=_texts(reader, sections["sources"]),
        channels=channels,
        kinds=kinds,
        detectors=_detectors(reader, sections["detectors"]),
        switches=switches,
        settings={switch.name: switch.default for switch in switches},
        record_rules=reader.rules(sections["record_rules"], RECORD_ATTRIBUTES),
        field_rules=reader.rules(sections["field_rules"], FIELD_ATTRIBUTES),
        entity_rules=reader.rules(sections["entity_rules"], ENTITY_ATTRIBUTES),
        marks=_marks(reader, sections.get("marks")),
        review=_fixed(reader, sections["review"], Action.HOLD, "rule"),
        reviewed=reader.chosen(review["rule"], _REVIEWED),
        periods=tuple(_period(reader, item) for item in reader.items(sections["periods"])),
        deadline=_deadline(reader, sections["deadline"]),
        expiry=_fixed(reader, sections["expiry"], Action.BLOCK),
        masks=_masks(reader, sections["masks"]),
        notes=_texts(reader, sections["notes"]) if "notes" in sections else (),
        life=read_life(reader, sections["life"]) if "life" in sections else None,
        keeping=_keeping(reader, sections.get("retention")),
        calendar=calendar or china(),
        content=marked.plain,
    )
    _check_masked(reader, pack)
    if reader.faults:
        raise PackFault(reader.faults)
    return pack


def _detectors(reader: Reader, marked: Marked) -> tuple[str, ...]:
    names = tuple(reader.text(item) for item in reader.items(marked))
    if not names:
        reader.fault(marked.line, "至少要写一个必须检查的检测器")
    return names


def _texts(reader: Reader, marked: Marked) -> tuple[str, ...]:
    return tuple(reader.chinese(item) for item in reader.items(marked))


def _switches(reader: Reader, marked: Marked) -> tuple[Switch, ...]:
    found = []
    for name, item in reader.mapping(marked, (), None).items():
        entries = reader.mapping(item, ("says", "default", "basis"))
        says, basis = reader.chinese(entries["says"]), reader.chinese(entries["basis"])
        found.append(Switch(name, says, reader.truth(entries["default"]), basis))
    return tuple(found)


def _effective(reader: Reader, marked: Marked) -> tuple[date, date | None]:
    entries = reader.mapping(marked, ("from",), ("to",))
    starts = reader.day(entries["from"])
    ends = reader.day(entries["to"]) if "to" in entries else None
    if ends is not None and ends < starts:
        reader.fault(entries["to"].line, "失效日期早于生效日期，请更正")
    return starts, ends


def _marks(reader: Reader, marked: Marked | None) -> tuple[Rule, ...]:
    items = reader.items(marked) if marked else []
    return tuple(reader.rule(item, RECORD_ATTRIBUTES, Action.KEEP) for item in items)


def _fixed(reader: Reader, marked: Marked, action: Action, *extra: str) -> Rule:
    return reader.rule(marked, {}, action, extra)


def _period(reader: Reader, marked: Marked) -> Period:
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, ("lasts", "repair_after"))
    entries = reader.mapping(marked, ("lasts",), None)
    lasts = _months(reader, entries["lasts"], "unlimited")
    repair = entries.get("repair_after")
    return Period(rule, lasts, _months(reader, repair, "never") if repair else None)


def _months(reader: Reader, marked: Marked, none: str) -> int | None:
    if marked.value == none:
        return None
    span = _SPAN.fullmatch(reader.text(marked))
    if span is None:
        reader.fault(marked.line, f"期限应当写成“1 year”“3 months”的形式，或写 {none}")
        return None
    return int(span[1]) * (_YEAR if span[2] == "year" else 1)


def _deadline(reader: Reader, marked: Marked) -> Deadline:
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, ("working_days",))
    days = reader.mapping(marked, ("working_days",), None)["working_days"]
    if not _COUNT.fullmatch(reader.text(days)):
        reader.fault(days.line, "工作日数应当是正整数")
        return Deadline(rule, 1)
    return Deadline(rule, int(reader.text(days)))


def _keeping(reader: Reader, marked: Marked | None) -> dict[str, Keeping]:
    """Floors of the pack over the defaults; fewer days than the law's are a fault."""
    found = dict(DEFAULTS)
    for name, item in (reader.mapping(marked, (), KEPT) if marked else {}).items():
        entries = reader.mapping(item, ("days", "basis"))
        days = reader.text(entries["days"])
        if not _DAYS.fullmatch(days) or int(days) < FLOOR:
            reader.fault(entries["days"].line, f"保存天数应当是不小于 {FLOOR} 的整数（六个月）")
        elif name in KEPT:
            found[name] = Keeping(int(days), reader.chinese(entries["basis"]))
    return found


def _masks(reader: Reader, marked: Marked) -> dict[str, Covering]:
    entries = reader.mapping(marked, sorted(SENSITIVE))
    found = {}
    for entity_type, item in entries.items():
        if entity_type in SENSITIVE and item.value:
            operator, params = reader.mask(item)
            found[entity_type] = Covering(operator, params or None)
    return found


def _check_masked(reader: Reader, pack: Pack) -> None:
    """A rule that masks must find a mask that leaves something for each type it can meet."""
    for rule in pack.entity_rules:
        if rule.action is not Action.MASK or rule.mask:
            continue
        types = [c for c in rule.when if c.attribute == "entity_type" and not c.negated]
        named = {word for c in types for word in c.words if word} or SENSITIVE
        for entity_type in sorted(named & SENSITIVE):
            covering = pack.masks.get(entity_type)
            if covering and covering.operator and not leaves_something(covering.operator):
                message = f"{entity_type} 的遮盖方式不留内容，请把动作改为 drop 或更换遮盖方式"
                reader.fault(rule.line, message)
