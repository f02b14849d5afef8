"""The record inside the gateway: canonical fields whose text never shows itself by accident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policies.standards.spec import Problem


@dataclass(frozen=True, slots=True)
class Owner:
    """The responsible unit and person (责任单位、责任人); never published unless a pack says so."""

    unit: str = field(repr=False)
    person: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """One submission in canonical form: fields keyed by the codes of the G2b standard.

    The repr shows neither the id (a caller may have put anything there) nor any value.
    """

    id: str = field(repr=False)
    kind: str
    fields: Mapping[str, str] = field(repr=False)
    standard: str | None = None
    source: str = field(default="", repr=False)
    owner: Owner | None = None
    procedure: str | None = None
    severity: str | None = None
    usage_scope: str | None = None
    item_code: str | None = field(default=None, repr=False)
    state: str | None = None
    declared_until: date | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that breaks the data standard: mend and resend. ``unit`` is who is to mend it."""

    id: str = field(repr=False)
    row: int | None
    problems: tuple[Problem, ...]
    kind: str | None = None
    unit: str = field(default="", repr=False)
