"""All kinds and generations together: which one a row belongs to, and its reading.

A new generation is a new file in ``data/``; nothing here names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from policies.standards import cells
from policies.standards.headings import Vocabulary, key, resolve
from policies.standards.layout import (
    FIELD,
    Layout,
    Targets,
    best_generation,
    best_kind,
    targets_of,
)
from policies.standards.load import (
    StandardError,
    check_generation,
    check_headings,
    inherited,
    parse_generation,
    parse_headings,
    parse_kind,
)
from policies.standards.problems import problem
from policies.standards.reading import Reading, Tables, read_row
from policies.standards.spec import FieldSpec, Generation, Headings, Kind

_LAYOUTS_KEPT = 128
_KIND_RE = re.compile(r"^kind:", re.MULTILINE)
_GENERATION_RE = re.compile(r"^id:", re.MULTILINE)


class Standards:
    """Every kind and every generation together. Immutable; `with_generation` gives a new one.

    ``generations`` are complete (what they extend is merged in) and run from old to new.
    """

    def __init__(
        self, kinds: Sequence[Kind], generations: Sequence[Generation], headings: Headings
    ) -> None:
        self.kinds: Mapping[str, Kind] = MappingProxyType({k.kind: k for k in kinds})
        self.generations = _complete(generations)
        self.headings = headings
        for generation in self.generations:
            check_generation(generation, self.kinds)
        check_headings(headings, self.kinds)
        self.specs: Mapping[str, Mapping[str, FieldSpec]] = {
            k.kind: MappingProxyType({spec.code: spec for spec in k.fields}) for k in kinds
        }
        self._ignorable = frozenset(key(word) for word in headings.ignorable)
        self.vocabulary = Vocabulary.of(headings.words, self._codes())
        self._any: Mapping[str, Targets] = {
            kind: self._targets(kind, self._of_kind(kind)[-1]) for kind in self.kinds
        }
        self._layout = lru_cache(maxsize=_LAYOUTS_KEPT)(self._lay_out)
        self._tables = cache(self._tables_of)

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> Standards:
        """From YAML texts by file name; raises `StandardError` with the place.

        A file with ``kind:`` is a record kind, one with ``id:`` a generation, the other one
        holds the headings.
        """
        kinds = {n: t for n, t in texts.items() if _KIND_RE.search(t)}
        generations = {n: t for n, t in texts.items() if _GENERATION_RE.search(t)}
        others = [n for n in texts if n not in kinds and n not in generations]
        if len(others) != 1:
            raise StandardError(f"one file of headings is wanted, found: {', '.join(others)}")
        return cls(
            [parse_kind(text, name) for name, text in kinds.items()],
            [parse_generation(text, name) for name, text in generations.items()],
            parse_headings(texts[others[0]], others[0]),
        )

    def with_generation(self, text: str) -> Standards:
        """These standards and one more generation from its YAML text."""
        new = parse_generation(text, "new generation")
        return Standards(tuple(self.kinds.values()), (*self.generations, new), self.headings)

    def knows_column(self, name: str) -> bool:
        """Whether any kind and generation has a column of this name."""
        return any(resolve(name, table, self._ignorable) for table in self._any.values())

    def canonical(self, kind: str, name: str) -> str | None:
        """The canonical code of a column by any generation's name; ``None`` if it is no field."""
        target = resolve(name, self._any[kind], self._ignorable)
        return target.name if target is not None and target.way == FIELD else None

    def kind_of(self, names: Iterable[str]) -> str | None:
        """The kind that knows the most of these columns; ``None`` if none or several do."""
        return best_kind(tuple(names), self._any, self._ignorable)

    def read(
        self,
        content: Mapping[str, object],
        *,
        today: date,
        kind: str | None = None,
        standard: str | None = None,
    ) -> Reading:
        """A flat row of any generation to its `Reading`; never raises for what a row holds.

        ``content`` maps column names (codes of any case, Chinese headings) to cells. ``kind`` and
        ``standard`` are recognised from the columns unless given.
        """
        if all(cells.is_blank(value) for value in content.values()):
            return _refused(kind if kind in self.kinds else None, "EMPTY_ROW")
        names = tuple(name if isinstance(name, str) else "" for name in content)
        layout = self._layout(names, kind, standard)
        if isinstance(layout, Reading):
            return layout
        return read_row(content, layout, self._tables(layout.generation.id), today)

    def coded(self, attribute: str) -> Mapping[str, str | None]:
        """Every generation's words for a coded attribute, the newest winning."""
        return {k: v for g in self.generations for k, v in g.coded.get(attribute, {}).items()}

    def _lay_out(
        self, names: tuple[str, ...], kind: str | None, standard: str | None
    ) -> Layout | Reading:
        if kind is None:
            kind = self.kind_of(names)
        if kind is None or kind not in self.kinds:
            return _refused(None, "UNKNOWN_KIND")
        chosen = self._generation(names, kind, standard)
        if chosen is None:
            known = "、".join(g.id for g in self._of_kind(kind))
            return _refused(kind, "UNKNOWN_STANDARD", known=known)
        table = self._targets(kind, chosen)
        targets = tuple(resolve(name, table, self._ignorable) for name in names)
        return Layout.of(self.kinds[kind], chosen, targets)

    def _generation(
        self, names: tuple[str, ...], kind: str, standard: str | None
    ) -> Generation | None:
        generations = self._of_kind(kind)
        if standard is None:
            return best_generation(names, self.kinds[kind], generations, self._ignorable)
        wanted = standard.strip().upper()
        return next((g for g in generations if g.id.upper() == wanted), None)

    def _targets(self, kind: str, chosen: Generation) -> Targets:
        return targets_of(self.kinds[kind], self._of_kind(kind), chosen, self.headings)

    def _codes(self) -> Iterator[str]:
        """Every code that a kind or a generation has a column by."""
        for known in self.kinds.values():
            yield from (spec.code for spec in known.fields)
        for generation in self.generations:
            for table in (generation.columns, generation.attributes):
                yield from (n for by in table.values() for names in by.values() for n in names)

    def _of_kind(self, kind: str) -> list[Generation]:
        return [g for g in self.generations if kind in g.kinds]

    def _tables_of(self, generation_id: str) -> Tables:
        own = next(g for g in self.generations if g.id == generation_id)
        words = {code: w for g in (*self.generations, own) for code, w in g.values.items()}
        attributes = {a for g in self.generations for a in g.coded}
        coded = {a: own.coded.get(a, self.coded(a)) for a in attributes}
        return Tables(words, coded, self.vocabulary)


@cache
def shipped() -> Standards:
    """The standards that come with the package (``policies/standards/data``)."""
    folder = files("policies.standards.data")
    found = sorted((e for e in folder.iterdir() if e.name.endswith(".yaml")), key=lambda e: e.name)
    return Standards.of_texts({entry.name: entry.read_text("utf-8") for entry in found})


def _complete(generations: Sequence[Generation]) -> tuple[Generation, ...]:
    by_id = {g.id: g for g in generations}
    if len(by_id) != len(generations):
        raise StandardError("a generation's id occurs twice")
    full = (_with_ancestors(g, by_id, ()) for g in generations)
    return tuple(sorted(full, key=lambda g: (g.effective_from, g.id)))


def _with_ancestors(
    generation: Generation, by_id: Mapping[str, Generation], seen: tuple[str, ...]
) -> Generation:
    if generation.extends is None:
        return generation
    if generation.extends not in by_id or generation.id in seen:
        raise StandardError(f"{generation.id}: extends a generation that is not there, or itself")
    parent = by_id[generation.extends]
    return inherited(generation, _with_ancestors(parent, by_id, (*seen, generation.id)))


def _refused(kind: str | None, code: str, **facts: object) -> Reading:
    return Reading(kind=kind, standard=None, problems=(problem(code, "", **facts),))
