"""What annotators' labels mean in the contract's entity types. The table is ``labels.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from policies.vocabulary import ENTITY_TYPES, SENSITIVE

#: Personal, but of no kind that the contract names: any sensitive finding is a right one.
OTHER = "OTHER_PII"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one label stands for.

    ``entity_type`` is the row it counts under (``None``: no kind at all), ``accepts`` the types
    of a finding that are right. ``keep`` and ``neutral`` as in the table.
    """

    entity_type: str | None
    accepts: frozenset[str]
    keep: bool = False
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """The whole table."""

    labels: Mapping[str, Meaning]
    subtypes: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    variants: Mapping[str, str]

    def meaning(self, label: str, subtype: str | None = None) -> Meaning | None:
        """What a label means; ``None`` for one that nobody knows."""
        if label == OTHER and subtype and subtype in self.subtypes:
            return _own(self.subtypes[subtype])
        return self.labels.get(label) or (_own(label) if label in ENTITY_TYPES else None)

    def roles_of(self, annotated: str | None) -> tuple[str, ...]:
        """The contract's roles that agree with an annotated one; the likeliest first."""
        return self.roles.get(annotated, (annotated,)) if annotated else ()


@cache
def shipped() -> Labels:
    """The table that comes with the package."""
    raw: dict[str, Any] = yaml.safe_load(
        (files("gateway.evaluation") / "labels.yaml").read_text("utf-8")
    )
    return Labels(
        labels={label: _meaning(row) for label, row in raw["labels"].items()},
        subtypes=raw["subtypes"],
        roles={role: tuple(agreeing) for role, agreeing in raw["roles"].items()},
        variants=raw["variants"],
    )


def _meaning(row: Mapping[str, Any]) -> Meaning:
    kind = row.get("type")
    accepts = (
        SENSITIVE if kind == OTHER else frozenset({*([kind] if kind else ()), *row.get("also", ())})
    )
    return Meaning(kind, accepts, row.get("keep", False), row.get("neutral", False))


def _own(entity_type: str) -> Meaning:
    return Meaning(entity_type, frozenset({entity_type}), keep=entity_type not in SENSITIVE)
