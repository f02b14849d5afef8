"""Compiles a pack, or a narrower level's additions to one, from YAML: every fault with its line.

A pack is data only. Compiling reads the text that is handed in and nothing else.
"""

from __future__ import annotations

from typing import Any

from detectors.register import department
from policies import sections
from policies.action import Action
from policies.calendar import Calendar, china
from policies.conformance import Clause
from policies.fault import PackFault
from policies.keeping import DEFAULTS
from policies.layer import Layer
from policies.level import Level
from policies.life import read_life
from policies.marked import Marked, read
from policies.pack import Pack
from policies.rule import Condition, Rule
from policies.rule_reader import Reader
from policies.vocabulary import ENTITY_ATTRIBUTES, FIELD_ATTRIBUTES, RECORD_ATTRIBUTES

_HEADER = ("pack", "title", "version", "effective", "instrument", "sources")
_RULES = (
    "channels",
    "kinds",
    "detectors",
    "record_rules",
    "field_rules",
    "entity_rules",
    "review",
    "periods",
    "deadline",
    "masks",
)
_WHOLE = (*_HEADER, *_RULES, "expiry", "consent")
_ANYWHERE = ("level", "switches", "marks", "dictionaries", "clauses", "retention", "notes")
_NARROWER = (*_ANYWHERE, "department", "channel", *_RULES)


def compile_pack(text: str, file: str = "pack.yaml", calendar: Calendar | None = None) -> Pack:
    """A whole pack from its YAML text. Raises `PackFault` with every fault found.

    ``file`` is named in the faults. Without ``calendar`` the shipped one is used.
    """
    reader = Reader(file)
    marked = read(text, file)
    entries = reader.mapping(marked, _WHOLE, (*_ANYWHERE, "life"))
    if "level" in entries and entries["level"].value != Level.NATIONAL.word:
        reader.fault(entries["level"].line, "这是整包的写法；省、部门、渠道的规则要写明 on")
    said = _common(reader, marked, entries)
    expiry = reader.rule(entries["expiry"], {}, Action.BLOCK)
    reply = sections.deadline(reader, entries["consent"])
    life = read_life(reader, entries["life"]) if "life" in entries else None
    later = life.rules if life else ()
    said["clauses"] = _clauses(reader, entries, said, expiry, reply.rule, *later)
    said["keeping"] = {**DEFAULTS, **said["keeping"]}
    sections.check_masked(reader, said["entity_rules"], said["masks"])
    if reader.faults:
        raise PackFault(reader.faults)
    return Pack(**said, expiry=expiry, reply=reply, life=life, calendar=calendar or china())


def compile_layer(text: str, below: Pack, file: str = "pack.yaml") -> Layer:
    """A narrower level's rules from YAML, written for what lies ``below`` them.

    Raises `PackFault`: also for a level that is not narrower, and for a rule that lifts one which
    is not there.
    """
    reader = Reader(file)
    marked = read(text, file)
    entries = reader.mapping(marked, (*_HEADER, "level", "on"), _NARROWER)
    narrower = [level.word for level in Level if level is not Level.NATIONAL]
    word = reader.chosen(entries["level"], narrower)
    reader.level = Level.of(word) if word else Level.PROVINCE
    reader.below = {rule.id: rule.level for rule in below.rules}
    reader.ids = {*reader.below, *(d.id for d in below.dictionaries)}
    reader.switches = list(below.settings)
    reader.words = {"channel": below.channels, "kind": below.kinds}
    if entries["on"].value != below.id:
        reader.fault(entries["on"].line, f"on 应当写它所补充的规则包，这里是 {below.id}")
    reader.implied = _implied(reader, entries)
    said = _common(reader, marked, entries)
    said["clauses"] = _clauses(reader, entries, said)
    sections.check_masked(reader, said["entity_rules"], {**below.masks, **said["masks"]})
    if reader.faults:
        raise PackFault(reader.faults)
    return Layer(**said, on=below.id)


def _common(reader: Reader, marked: Marked, entries: sections.Sections) -> dict[str, Any]:
    """What every file can say. The order is that of what depends on what."""
    declared = sections.switches(reader, entries.get("switches"))
    reader.switches = [*reader.switches, *(switch.name for switch in declared)]
    channels = sections.names(reader, entries.get("channels"))
    kinds = sections.names(reader, entries.get("kinds"))
    reader.words = {
        "channel": {*reader.words.get("channel", ()), *channels},
        "kind": {*reader.words.get("kind", ()), *kinds},
    }
    starts, ends = sections.effective(reader, entries["effective"])
    return {
        "id": reader.text(entries["pack"]),
        "title": reader.chinese(entries["title"]),
        "version": reader.text(entries["version"]),
        "level": reader.level,
        "effective_from": starts,
        "effective_to": ends,
        "instrument": reader.chinese(entries["instrument"]),
        "sources": sections.texts(reader, entries["sources"]),
        "content": marked.plain,
        "channels": channels,
        "kinds": kinds,
        "detectors": sections.detectors(reader, entries.get("detectors")),
        "switches": declared,
        "settings": {switch.name: switch.default for switch in declared},
        "record_rules": reader.rules(entries.get("record_rules"), RECORD_ATTRIBUTES),
        "field_rules": reader.rules(entries.get("field_rules"), FIELD_ATTRIBUTES),
        "entity_rules": reader.rules(entries.get("entity_rules"), ENTITY_ATTRIBUTES),
        "marks": sections.marks(reader, entries.get("marks")),
        "reviews": sections.reviews(reader, entries.get("review")),
        "periods": sections.periods(reader, entries.get("periods")),
        "deadlines": sections.deadlines(reader, entries.get("deadline")),
        "masks": sections.masks(reader, entries.get("masks"), reader.level),
        "keeping": sections.keeping(reader, entries.get("retention")),
        "dictionaries": sections.dictionaries(reader, entries.get("dictionaries")),
        "notes": sections.texts(reader, entries.get("notes")),
    }


def _clauses(
    reader: Reader, entries: sections.Sections, said: dict[str, Any], *more: Rule
) -> tuple[Clause, ...]:
    dated = (each.rule for key in ("reviews", "periods", "deadlines") for each in said[key])
    kinds = ("record_rules", "field_rules", "entity_rules", "marks")
    rules = [*(rule for kind in kinds for rule in said[kind]), *dated, *more]
    return sections.clauses(reader, entries.get("clauses"), rules)


def _implied(reader: Reader, entries: sections.Sections) -> tuple[Condition, ...]:
    """What every rule of a department or a channel asks without writing it."""
    found = []
    wanted = {Level.DEPARTMENT: "department", Level.CHANNEL: "channel"}
    for level, key in wanted.items():
        if level is not reader.level:
            if key in entries:
                reader.fault(entries[key].line, f"只有 level: {level.word} 才写“{key}”，请删去")
        elif key not in entries:
            reader.fault(entries["level"].line, f"缺少“{key}”，请补上")
        elif level is Level.DEPARTMENT:
            named = {department(reader.chinese(item)) for item in reader.items(entries[key])}
            found.append(Condition("unit", frozenset(named)))
        else:
            code = reader.chosen(entries[key], reader.words["channel"])
            found.append(Condition("channel", frozenset({code})))
    return tuple(found)
