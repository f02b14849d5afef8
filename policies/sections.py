"""Reads the sections of a pack file, one function a section; mistakes become faults."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from policies.action import Action
from policies.conformance import Clause
from policies.dictionary import Dictionary
from policies.keeping import FLOOR, KEPT, Keeping
from policies.layer import Covering, Switch
from policies.level import Level
from policies.marked import Marked
from policies.masks import leaves_something
from policies.review import Review, Scope
from policies.rule import Rule
from policies.rule_reader import Reader
from policies.term import Deadline, Period
from policies.vocabulary import RECORD_ATTRIBUTES, SENSITIVE

_SPAN = re.compile(r"([1-9][0-9]{0,3}) (month|year)s?", re.ASCII)
_COUNT = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_DAYS = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_SHARE = re.compile(r"(100|[0-9]{1,2})(?:\.([0-9]{1,2}))?%", re.ASCII)
_YEAR = 12
_COVER_ALL = "remove"
_SHORTEST_WORD = 2

Sections = Mapping[str, Marked]


def names(reader: Reader, marked: Marked | None) -> dict[str, str]:
    """Codes with their Chinese names."""
    return reader.names(marked) if marked else {}


def detectors(reader: Reader, marked: Marked | None) -> tuple[str, ...]:
    """The detectors that must have looked."""
    if marked is None:
        return ()
    found = tuple(reader.text(item) for item in reader.items(marked))
    if not found:
        reader.fault(marked.line, "至少要写一个必须检查的检测器")
    return found


def texts(reader: Reader, marked: Marked | None) -> tuple[str, ...]:
    """Chinese sentences."""
    return tuple(reader.chinese(item) for item in reader.items(marked)) if marked else ()


def switches(reader: Reader, marked: Marked | None) -> tuple[Switch, ...]:
    """The choices that the sources leave open."""
    found = []
    for name, item in reader.mapping(marked, (), None).items() if marked else ():
        entries = reader.mapping(item, ("says", "default", "basis"))
        says, basis = reader.chinese(entries["says"]), reader.chinese(entries["basis"])
        if name in reader.switches:
            reader.fault(item.line, f"开关“{name}”已经声明过，请换一个名字")
        found.append(Switch(name, says, reader.truth(entries["default"]), basis))
    return tuple(found)


def effective(reader: Reader, marked: Marked) -> tuple[date, date | None]:
    """From when, and until when."""
    return reader.days(marked, ("from",), ("to",), "失效日期早于生效日期，请更正")


def marks(reader: Reader, marked: Marked | None) -> tuple[Rule, ...]:
    """Rules that stop nothing."""
    items = reader.items(marked) if marked else []
    return tuple(reader.rule(item, RECORD_ATTRIBUTES, Action.KEEP) for item in items)


def reviews(reader: Reader, marked: Marked | None) -> tuple[Review, ...]:
    """Which records a person sees although no rule holds them."""
    return tuple(_review(reader, item) for item in reader.items(marked)) if marked else ()


def _review(reader: Reader, marked: Marked) -> Review:
    extra = ("rule", "share", "seed")
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.HOLD, extra)
    entries = reader.mapping(marked, ("rule",), None)
    word = reader.chosen(entries["rule"], [scope.value for scope in Scope])
    if word != Scope.SAMPLE:
        for key in {"share", "seed"} & entries.keys():
            reader.fault(entries[key].line, f"只有 sample 才写“{key}”，请删去")
        return Review(rule, Scope(word) if word else Scope.ALL)
    drawn = reader.mapping(marked, ("share", "seed"), None)
    return Review(rule, Scope.SAMPLE, _share(reader, drawn["share"]), reader.text(drawn["seed"]))


def _share(reader: Reader, marked: Marked) -> int:
    said = _SHARE.fullmatch(reader.text(marked))
    share = int(said[1]) * 100 + int((said[2] or "").ljust(2, "0")) if said else 0
    if not 0 < share <= 100 * 100:
        reader.fault(marked.line, "抽查比例应当写成“5%”“0.5%”的形式，大于零、不超过 100%")
    return share


def periods(reader: Reader, marked: Marked | None) -> tuple[Period, ...]:
    """How long what is shown."""
    return tuple(_period(reader, item) for item in reader.items(marked)) if marked else ()


def _period(reader: Reader, marked: Marked) -> Period:
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, ("lasts", "repair_after"))
    entries = reader.mapping(marked, ("lasts",), None)
    lasts = _months(reader, entries["lasts"], "unlimited")
    repair = entries.get("repair_after")
    return Period(rule, lasts, _months(reader, repair, "never") if repair else None)


def _months(reader: Reader, marked: Marked, none: str) -> int | None:
    if marked.value == none:
        return None
    if marked.value == "0 months" and none == "never":
        return 0
    span = _SPAN.fullmatch(reader.text(marked))
    if span is None:
        reader.fault(marked.line, f"期限应当写成“1 year”“3 months”的形式，或写 {none}")
        return None
    return int(span[1]) * (_YEAR if span[2] == "year" else 1)


def deadlines(reader: Reader, marked: Marked | None) -> tuple[Deadline, ...]:
    """Within how many working days what must be public."""
    return tuple(deadline(reader, item) for item in reader.items(marked)) if marked else ()


def deadline(reader: Reader, marked: Marked) -> Deadline:
    """A rule with its number of working days."""
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, ("working_days",))
    days = reader.mapping(marked, ("working_days",), None)["working_days"]
    if not _COUNT.fullmatch(reader.text(days)):
        reader.fault(days.line, "工作日数应当是正整数")
        return Deadline(rule, 1)
    return Deadline(rule, int(reader.text(days)))


def keeping(reader: Reader, marked: Marked | None) -> dict[str, Keeping]:
    """Retention floors; fewer days than the law's are a fault."""
    found = {}
    for name, item in (reader.mapping(marked, (), KEPT) if marked else {}).items():
        entries = reader.mapping(item, ("days", "basis"))
        days = reader.text(entries["days"])
        if not _DAYS.fullmatch(days) or int(days) < FLOOR:
            reader.fault(entries["days"].line, f"保存天数应当是不小于 {FLOOR} 的整数（六个月）")
        elif name in KEPT:
            found[name] = Keeping(int(days), reader.chinese(entries["basis"]))
    return found


def masks(reader: Reader, marked: Marked | None, level: Level) -> dict[str, Covering]:
    """The mask of each type. A narrower level may only cover more: everything."""
    if marked is None:
        return {}
    whole = level is Level.NATIONAL
    entries = reader.mapping(marked, sorted(SENSITIVE) if whole else (), sorted(SENSITIVE))
    found = {}
    for entity_type, item in entries.items():
        if entity_type not in SENSITIVE or not item.value:
            continue
        operator, params = reader.mask(item)
        if not whole and operator != _COVER_ALL:
            reader.fault(
                item.line, "本级只能改为 remove（全部去除）；要显示更多，请写带 lifts 的规则"
            )
        found[entity_type] = Covering(operator, params or None)
    return found


def check_masked(reader: Reader, rules: Sequence[Rule], covers: Mapping[str, Covering]) -> None:
    """A rule that masks must find a mask that leaves something for each type it can meet."""
    for rule in rules:
        if rule.action is not Action.MASK or rule.mask:
            continue
        types = [c for c in rule.when if c.attribute == "entity_type" and not c.negated]
        named = {word for c in types for word in c.words if word} or SENSITIVE
        for entity_type in sorted(named & SENSITIVE):
            covering = covers.get(entity_type)
            if covering and covering.operator and not leaves_something(covering.operator):
                message = f"{entity_type} 的遮盖方式不留内容，请把动作改为 drop 或更换遮盖方式"
                reader.fault(rule.line, message)


def dictionaries(reader: Reader, marked: Marked | None) -> tuple[Dictionary, ...]:
    """Words that the pack itself hides."""
    return tuple(_dictionary(reader, item) for item in reader.items(marked)) if marked else ()


def _dictionary(reader: Reader, marked: Marked) -> Dictionary:
    entries = reader.mapping(marked, ("id", "basis", "does", "words"), ("departments",))
    words = tuple(reader.text(item) for item in reader.items(entries["words"]))
    if not words or any(len(word) < _SHORTEST_WORD for word in words):
        reader.fault(entries["words"].line, f"词语至少 {_SHORTEST_WORD} 个字，至少写一个")
    return Dictionary(
        reader.id(entries["id"]),
        reader.chinese(entries["basis"]),
        reader.chinese(entries["does"]),
        words,
        texts(reader, entries.get("departments")),
    )


def clauses(reader: Reader, marked: Marked | None, rules: Sequence[Rule]) -> tuple[Clause, ...]:
    """What the instrument asks; every rule stands under a clause, every clause says who does it."""
    found = tuple(_clause(reader, item, rules) for item in reader.items(marked)) if marked else ()
    for rule in rules if found else ():
        if not any(clause.covers(rule.id) for clause in found):
            reader.fault(rule.line, f"规则 {rule.id} 没有列在 clauses 的任何一条之下，请补上")
    return found


def _clause(reader: Reader, marked: Marked, rules: Sequence[Rule]) -> Clause:
    entries = reader.mapping(marked, ("clause", "says"), ("rules", "elsewhere"))
    named = reader.items(entries["rules"]) if "rules" in entries else []
    elsewhere = reader.chinese(entries["elsewhere"]) if "elsewhere" in entries else ""
    if not named and not elsewhere:
        reader.fault(marked.line, "请写明由哪些规则（rules）落实，或者由谁在别处（elsewhere）落实")
    clause = Clause(
        reader.chinese(entries["clause"]),
        reader.chinese(entries["says"]),
        tuple(reader.text(item) for item in named),
        elsewhere,
        marked.line,
    )
    for item in named:
        only = Clause("", "", (reader.text(item),))
        if not any(only.covers(rule.id) for rule in rules):
            reader.fault(item.line, f"没有编号为“{reader.text(item)}”的规则")
    return clause
