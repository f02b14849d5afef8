"""The JSON Schema of pack files, made from the words that packs may use: editors complete by it.

It tells a writer at once what can stand where; what only the whole pack shows (an id used twice,
a rule that is under no clause) is told by compiling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policies import masks
from policies.action import Action
from policies.keeping import KEPT
from policies.level import Level
from policies.review import Scope
from policies.vocabulary import (
    DAYS,
    ENTITY_ATTRIBUTES,
    FIELD_ATTRIBUTES,
    RECORD_ATTRIBUTES,
    SENSITIVE,
    UNSET,
)
from policies.words import ATTRIBUTES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_WORD: Schema = {"type": ["string", "number", "boolean"]}
_DAY: Schema = {"type": "string", "format": "date"}
_TRUTH: Schema = {"type": "boolean"}
_ID: Schema = {"type": "string", "pattern": r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"}
_SWITCH = ("says", "default", "basis")
_SPAN: Schema = {"type": "string", "pattern": r"^[1-9][0-9]{0,3} (month|year)s?$"}


def schema() -> Schema:
    """The schema of a whole pack or of a narrower level, JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gongshi policy pack",
        "description": "双公示规则包：写法见 docs/policies.md",
        **_closed(_sections(), ["pack", "title", "version", "effective", "instrument", "sources"]),
        "$defs": {
            "mask": {
                "anyOf": [
                    {"enum": sorted(masks.names())},
                    {
                        "type": "object",
                        "required": ["operator"],
                        "properties": {"operator": {"enum": sorted(masks.names())}},
                    },
                ]
            },
            "record_when": _when(RECORD_ATTRIBUTES),
            "field_when": _when(FIELD_ATTRIBUTES),
            "entity_when": _when(ENTITY_ATTRIBUTES),
        },
    }


def _sections() -> Schema:
    lasting = {"lasts": _or(_SPAN, "unlimited"), "repair_after": _or(_SPAN, "never", "0 months")}
    dated = _rule("record_when", more={"working_days": {"type": "integer", "minimum": 1}})
    return {
        "pack": _TEXT,
        "title": _TEXT,
        "version": _WORD,
        "level": {"enum": [level.word for level in Level]},
        "on": _TEXT,
        "department": _some(_TEXT),
        "channel": _TEXT,
        "effective": _closed({"from": _DAY, "to": _DAY}, ["from"]),
        "instrument": _TEXT,
        "sources": _some(_TEXT),
        "channels": _named(_TEXT),
        "kinds": _named(_TEXT),
        "detectors": _some(_TEXT),
        "switches": _named(_closed({"says": _TEXT, "default": _TRUTH, "basis": _TEXT}, _SWITCH)),
        "record_rules": _list(_rule("record_when", action=True)),
        "field_rules": _list(_rule("field_when", action=True)),
        "entity_rules": _list(
            _rule("entity_when", action=True, more={"mask": {"enum": sorted(masks.names())}})
        ),
        "marks": _list(_rule("record_when")),
        "review": _some(_review()),
        "periods": _some(_rule("record_when", more=lasting)),
        "deadline": _some(dated),
        "consent": dated,
        "expiry": _rule(None),
        "life": _life(),
        "masks": _closed({name: {"$ref": "#/$defs/mask"} for name in sorted(SENSITIVE)}),
        "dictionaries": _list(_closed(
            {"id": _ID, "basis": _TEXT, "does": _TEXT, "words": _some(_TEXT),
             "departments": _some(_TEXT)}, ["id", "basis", "does", "words"])),
        "clauses": _list(_closed(
            {"clause": _TEXT, "says": _TEXT, "rules": _some(_TEXT), "elsewhere": _TEXT},
            ["clause", "says"])),
        "retention": _closed({
            name: _closed({"days": {"type": "integer", "minimum": 1}, "basis": _TEXT},
                          ["days", "basis"]) for name in KEPT}),
        "notes": _some(_TEXT),
    }  # fmt: skip


def _life() -> Schema:
    """Takedown, objection and repair: `policies.life`."""
    days: Schema = {"type": "integer", "minimum": 0}
    refusals = {n: _rule(None) for n in ("outside", "never", "too_early", "relapse", "incomplete")}
    parts = {
        "takedown": {"working_days": days, "grounds": _named(_TEXT)},
        "objection": {"grounds": _named(_TEXT), "answer_within": days, "extend_by": days},
        "repair": {
            "materials": _named(_TEXT),
            "counted_from": {"enum": ["decision", "publication"]},
            "relapse_months": days,
            "refusals": _closed(refusals, ["outside", "too_early", "incomplete"]),
        },
    }
    return _closed({name: _rule("record_when", more=more) for name, more in parts.items()}, parts)


def _rule(
    when: str | None, *, action: bool = False, more: Mapping[str, Schema] | None = None
) -> Schema:
    said: Schema = {"id": _ID, "basis": _TEXT, "does": _TEXT, "lifts": _some(_ID), **(more or {})}
    required = ["id", "basis", "does"]
    if when:
        said["when"] = {"$ref": f"#/$defs/{when}"}
    if action:
        said["action"] = {"enum": [each.word for each in Action]}
        required += ["when", "action"]
    return _closed(said, required)


def _review() -> Schema:
    rule = _rule(
        "record_when",
        more={
            "rule": {"enum": [scope.value for scope in Scope]},
            "share": {"type": "string", "pattern": r"^(100|[0-9]{1,2})(\.[0-9]{1,2})?%$"},
            "seed": _WORD,
        },
    )
    rule["required"] = [*rule["required"], "rule"]
    return rule


def _when(attributes: Mapping[str, frozenset[str] | None]) -> Schema:
    said = {name: _condition(name, words) for name, words in attributes.items()}
    said["switch"] = _named(_TRUTH)
    return _closed(said)


def _condition(name: str, words: frozenset[str] | None) -> Schema:
    about = {"description": ATTRIBUTES[name]}
    if name in DAYS:
        return about | {"anyOf": [{"const": UNSET}, _closed({"from": _DAY, "to": _DAY})]}
    one: Schema = _WORD if words is None else {"enum": _spellings(words)}
    other = _closed({"other_than": _some(one)}, ["other_than"])
    return about | {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}, other]}


def _spellings(words: Iterable[str]) -> list[object]:
    """As YAML editors read them: ``true`` and ``0`` without quotes are no texts there."""
    found: list[object] = [UNSET, *sorted(words)]
    found += [word == "true" for word in sorted(words) if word in {"true", "false"}]
    return found + [int(word) for word in sorted(words) if word.isdecimal()]


def _closed(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    said: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return said | ({"required": list(required)} if required else {})


def _named(each: Schema) -> Schema:
    return {"type": "object", "additionalProperties": each, "minProperties": 1}


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


def _some(each: Schema) -> Schema:
    """One or several, as the reader takes them."""
    return {"anyOf": [each, {"type": "array", "items": each, "minItems": 1}]}


def _or(each: Schema, *words: str) -> Schema:
    return {"anyOf": [each, {"enum": list(words)}]}
