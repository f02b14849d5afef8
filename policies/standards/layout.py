"""Which kind and generation a row's columns belong to, and what each column stands for.

Works on column names only; knows nothing of values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from policies.standards.headings import key, keys, resolve
from policies.standards.load import StandardError
from policies.standards.spec import Generation, Headings, Kind

#: Separates what a column may stand for: a canonical field, an attribute, or nothing.
FIELD, ATTRIBUTE, DROPPED = "field", "attribute", "dropped"


@dataclass(frozen=True, slots=True)
class Target:
    """What a column stands for: ``way`` is field, attribute or dropped; ``name`` which one."""

    way: str
    name: str = ""


Targets = Mapping[str, Target]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a row read.

    ``targets`` has one target a column, ``None`` for an unknown one; ``columns`` are the canonical
    fields for which the row has a column, filled or not.
    """

    kind: Kind
    generation: Generation
    targets: tuple[Target | None, ...]
    columns: frozenset[str]

    @classmethod
    def of(cls, kind: Kind, generation: Generation, targets: tuple[Target | None, ...]) -> Layout:
        """The layout with its fields counted once for all rows of the same columns."""
        fields = frozenset(t.name for t in targets if t is not None and t.way == FIELD)
        return cls(kind, generation, targets, fields)


def targets_of(
    kind: Kind, generations: Sequence[Generation], own: Generation, headings: Headings
) -> Targets:
    """Key -> target for one kind: any generation's names, where they differ those of ``own``.

    ``generations`` run from old to new.
    """
    found: dict[str, Target] = {}
    for generation in generations:
        found |= _named(kind, generation)
    return found | _canonical(kind, headings) | _named(kind, own)


def signature_of(kind: Kind, generation: Generation) -> frozenset[str]:
    """The keys that tell a generation apart: its own names, and the fields it lists."""
    names = {spec.code: keys(spec.code) + keys(spec.name) for spec in kind.fields}
    listed = (k for code in generation.signature.get(kind.kind, ()) for k in names[code])
    return frozenset(_named(kind, generation)) | frozenset(listed)


def best_kind(
    names: Sequence[str], tables: Mapping[str, Targets], ignorable: Collection[str]
) -> str | None:
    """The kind that knows the most of the columns; ``None`` if none or several do."""
    scores = {
        kind: sum(resolve(name, table, ignorable) is not None for name in names)
        for kind, table in tables.items()
    }
    best = max(scores.values(), default=0)
    winners = [kind for kind, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None


def best_generation(
    names: Sequence[str], kind: Kind, generations: Sequence[Generation], ignorable: Collection[str]
) -> Generation:
    """The generation most of whose own columns the row has; the older one if two have equally many.

    ``generations`` run from old to new. A row with nothing of any belongs to the newest.
    """
    scores = []
    for generation in generations:
        signature = dict.fromkeys(signature_of(kind, generation), True)
        scores.append(sum(bool(resolve(name, signature, ignorable)) for name in names))
    best = max(scores)
    return generations[scores.index(best)] if best else generations[-1]


def _canonical(kind: Kind, headings: Headings) -> dict[str, Target]:
    found = {key(name): Target(DROPPED) for name in headings.dropped}
    for code, names in headings.columns.get(kind.kind, {}).items():
        found |= {key(name): Target(FIELD, code) for name in names}
    for spec in kind.fields:
        found |= dict.fromkeys(keys(spec.code) + keys(spec.name), Target(FIELD, spec.code))
    return found


def _named(kind: Kind, generation: Generation) -> dict[str, Target]:
    found: dict[str, Target] = {}
    for way, table in (
        (FIELD, generation.columns),
        (ATTRIBUTE, generation.attributes),
        (DROPPED, generation.dropped),
    ):
        for name, names in table.get(kind.kind, {}).items():
            target = Target(way, "" if way == DROPPED else name)
            for other in (name,) if way == DROPPED else names:
                if found.setdefault(key(other), target) != target:
                    raise StandardError(f"{generation.id}: {kind.kind}: {other} has two meanings")
    return found
