"""The standards' YAML to checked values. A file that does not fit is refused with its place.

Messages name the file and the place in it; these are the project's own data, never a record's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from policies.standards.spec import (
    ATTRIBUTES,
    FieldSpec,
    Generation,
    Headings,
    Held,
    Inference,
    Kind,
    Rule,
    Subject,
)

Shape = TypeVar("Shape")

TYPES = frozenset({"text", "date", "decimal", "code"})
OBLIGATIONS = frozenset({"required", "conditional", "optional"})
DISPLAYS = frozenset({"public", "header", "never", "internal"})
SIGNS = frozenset({"person_column", "code", "name", "nothing"})
CHECKS = frozenset({None, "uscc", "org_code", "business_registration", "identity"})


class StandardError(Exception):
    """A standard's file does not fit; the message names the file and the place."""


def parse_kind(text: str, place: str) -> Kind:
    """A record kind from its YAML; raises `StandardError`."""
    raw = _mapping(text, place)
    raw["fields"] = _built(FieldSpec, raw.get("fields", []), f"{place}: fields")
    raw["rules"] = _built(Rule, raw.get("rules", []), f"{place}: rules")
    if "subject" in raw:
        raw["subject"] = _subject(raw["subject"], f"{place}: subject")
    raw["held"] = {
        code: {who: _build(Held, h, f"{place}: held {code}") for who, h in by.items()}
        for code, by in raw.get("held", {}).items()
    }
    kind = _build(Kind, raw, place)
    _check_kind(kind, place)
    return kind


def _subject(raw: Any, place: str) -> Subject:  # noqa: ANN401 (whatever YAML gave)
    if isinstance(raw, dict):
        raw = raw | {"infers": _built(Inference, raw.get("infers", []), f"{place}: infers")}
    return _build(Subject, raw, place)


def parse_generation(text: str, place: str) -> Generation:
    """A generation from its YAML; raises `StandardError`. What it refers to is checked later."""
    generation = _build(Generation, _mapping(text, place), place)
    for by_attribute in generation.attributes.values():
        _known(by_attribute, ATTRIBUTES, f"{place}: attributes")
    return generation


def parse_headings(text: str, place: str) -> Headings:
    """The further headings from their YAML; raises `StandardError`."""
    return _build(Headings, _mapping(text, place), place)


def inherited(child: Generation, parent: Generation) -> Generation:
    """The child with what it takes over for its own kinds; where both speak the child wins.

    ``columns``, ``attributes``, ``dropped`` and ``signature`` are merged name by name, the other
    tables entry by entry.
    """
    merged: dict[str, Any] = {
        name: _joined(_of_kinds(getattr(parent, name), child), getattr(child, name))
        for name in ("columns", "attributes", "dropped", "signature")
    }
    merged |= {
        name: {**_of_kinds(getattr(parent, name), child), **getattr(child, name)}
        for name in ("lacks", "if_present")
    }
    merged |= {
        name: {**getattr(parent, name), **getattr(child, name)}
        for name in ("values", "coded", "lengths", "join")
    }
    return dataclasses.replace(child, **merged)


def check_generation(generation: Generation, kinds: Mapping[str, Kind]) -> None:
    """Every kind and field that a generation names exists; raises `StandardError`."""
    place = generation.id
    _known(generation.kinds, kinds, f"{place}: kinds")
    for part in ("columns", "attributes", "dropped", "signature", "lacks", "if_present"):
        _known(getattr(generation, part), generation.kinds, f"{place}: {part}")
    for part in ("columns", "signature", "lacks", "if_present"):
        for kind, named in getattr(generation, part).items():
            _known(named, _codes(kinds[kind]), f"{place}: {part} {kind}")
    every = {code for kind in kinds.values() for code in _codes(kind)}
    for part in ("values", "lengths", "join"):
        _known(getattr(generation, part), every, f"{place}: {part}")


def check_headings(headings: Headings, kinds: Mapping[str, Kind]) -> None:
    """Every kind and field that the headings name exists; raises `StandardError`."""
    _known(headings.columns, kinds, "headings: columns")
    for kind, named in headings.columns.items():
        _known(named, _codes(kinds[kind]), f"headings: {kind}")


def _check_kind(kind: Kind, place: str) -> None:
    codes = [f.code for f in kind.fields]
    if len(set(codes)) != len(codes):
        raise StandardError(f"{place}: a field code occurs twice")
    for spec in kind.fields:
        where = f"{place}: {spec.code}"
        _known([spec.type], TYPES, where)
        _known([spec.obligation], OBLIGATIONS, where)
        _known([spec.display], DISPLAYS, where)
        _known([spec.check], CHECKS, where)
        _known([spec.check_type] if spec.check_type else [], codes, where)
    for rule in kind.rules:
        named = (*rule.require, *rule.blank, *rule.positive, *rule.not_future, *rule.in_order)
        _known([rule.when, *named] if rule.when else named, codes, f"{place}: {rule.code}")
        if not named or len(rule.in_order) not in (0, 2):
            raise StandardError(
                f"{place}: {rule.code}: says nothing, or orders other than two dates"
            )
        _check_message(rule, place)
    _known((code for part in kind.key for code in part), codes, f"{place}: key")
    _known(kind.held, codes, f"{place}: held")
    named_once = (
        kind.status_field, kind.decision_date, kind.effective_date, kind.declared_until,
        kind.secrecy_review, kind.disclosure,
    )  # fmt: skip
    _known([c for c in named_once if c], codes, f"{place}: status, dates")
    if kind.subject:
        _check_subject(kind.subject, codes, f"{place}: subject")


def _check_subject(subject: Subject, codes: Iterable[str], place: str) -> None:
    single = (subject.field, subject.name, subject.code, subject.identity)
    _known([c for c in (*single, *subject.person_signs) if c], codes, place)
    _known([i.by for i in subject.infers], SIGNS, f"{place}: infers")
    kinds = (*(i.then for i in subject.infers), *subject.impersonal)
    _known(kinds, subject.words.values(), f"{place}: infers")


def _check_message(rule: Rule, place: str) -> None:
    try:
        rule.message.format(name="")
    except (KeyError, IndexError, ValueError) as error:
        raise StandardError(f"{place}: {rule.code}: message may say {{name}} only") from error


def _codes(kind: Kind) -> set[str]:
    return {spec.code for spec in kind.fields}


def _known(named: Iterable[Any], known: Iterable[Any], place: str) -> None:
    unknown = sorted(str(n) for n in set(named) - set(known))
    if unknown:
        raise StandardError(f"{place}: unknown: {', '.join(unknown)}")


def _mapping(text: str, place: str) -> dict[str, Any]:
    try:
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise StandardError(f"{place}: not YAML: {error}") from error
    if not isinstance(raw, dict):
        raise StandardError(f"{place}: a mapping is wanted")
    return raw


def _built(shape: type[Shape], raw: Any, place: str) -> tuple[Shape, ...]:  # noqa: ANN401 (as below)
    if not isinstance(raw, list):
        raise StandardError(f"{place}: a list is wanted")
    return tuple(_build(shape, entry, place) for entry in raw)


def _build(shape: type[Shape], raw: Any, place: str) -> Shape:  # noqa: ANN401 (whatever YAML gave)
    if not isinstance(raw, dict):
        raise StandardError(f"{place}: a mapping is wanted")
    _known(raw, _names(shape), place)
    try:
        built: Shape = _adapters()[shape].validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise StandardError(f"{place}: {where}: {first['msg']}") from error
    return built


@cache
def _adapters() -> dict[type[Any], TypeAdapter[Any]]:
    shapes: tuple[type[Any], ...] = (
        FieldSpec, Rule, Inference, Subject, Held, Kind, Generation, Headings,
    )  # fmt: skip
    return {shape: TypeAdapter(shape) for shape in shapes}


def _names(shape: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(shape))


def _of_kinds(table: Mapping[str, Any], generation: Generation) -> dict[str, Any]:
    return {kind: named for kind, named in table.items() if kind in generation.kinds}


def _joined(parent: Any, child: Any) -> Any:  # noqa: ANN401 (tuples or tables of tuples)
    if parent is None or child is None:
        return child if parent is None else parent
    if isinstance(parent, tuple):
        return tuple(dict.fromkeys((*parent, *child)))
    if isinstance(parent, Mapping):
        return {key: _joined(parent.get(key), child.get(key)) for key in (*parent, *child)}
    return child
