"""One row of any generation to the canonical record, with everything that is wrong with it.

Pure: the day comes in as an argument. No message and no repr ever holds a value of the row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.standards import cells
from policies.standards.headings import Vocabulary, label
from policies.standards.layout import ATTRIBUTE, FIELD, Layout
from policies.standards.problems import problem
from policies.standards.rules import applies, breaches
from policies.standards.spec import ATTRIBUTES, FieldSpec, Generation, Kind, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as the standard understands it; its repr shows no value.

    ``fields`` are canonical codes in the standard's order with their non-empty values.
    ``subject_kind`` is what the row says, never inferred; ``hints`` is where plain signs of a
    natural person go while the column is missing (``natural_person``). ``usage_scope`` is
    信息使用范围 ``0``/``1``/``2``, ``severity`` 轻微/一般/较重/严重, ``status`` the word of
    当前状态 in the row's own generation, ``item_code`` 权力编码, ``declared_until`` the feeder's
    公示截止期. ``notes`` are Chinese sentences about what was left open. With ``problems`` the row
    is to be rejected; ``fields`` then lacks what could not be read.
    """

    kind: str | None
    standard: str | None
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()
    subject_kind: str | None = dataclasses.field(default=None, repr=False)
    usage_scope: str | None = dataclasses.field(default=None, repr=False)
    severity: str | None = dataclasses.field(default=None, repr=False)
    status: str | None = dataclasses.field(default=None, repr=False)
    item_code: str | None = dataclasses.field(default=None, repr=False)
    declared_until: date | None = dataclasses.field(default=None, repr=False)
    hints: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """What a reading looks up: value maps by field, coded words by attribute, heading words."""

    words: Mapping[str, Mapping[str, str]]
    coded: Mapping[str, Mapping[str, str | None]]
    headings: Vocabulary


def read_row(content: Mapping[str, object], layout: Layout, tables: Tables, today: date) -> Reading:
    """The row read: cells, then attributes, then what must be there, then the rules."""
    row = _Row(content, layout, tables)
    row.unknown_columns()
    row.cells()
    row.attributes()
    row.presence()
    row.rules(today)
    return row.reading()


class _Row:
    """One row while it is being read: the fields so far and at most one problem for each."""

    def __init__(self, content: Mapping[str, object], layout: Layout, tables: Tables) -> None:
        self.content = content
        self.kind: Kind = layout.kind
        self.generation: Generation = layout.generation
        self.layout = layout
        self.tables = tables
        self.fields: dict[str, str] = {}
        self.found: dict[str, str | None] = {}
        self.problems: dict[str, Problem] = {}
        self.notes: list[str] = []

    def unknown_columns(self) -> None:
        """A column nobody knows is refused by name, or by number if the name may be a value."""
        for position, (name, value) in enumerate(self.content.items(), 1):
            nameless = not isinstance(name, str) or not name.strip()
            if self.layout.targets[position - 1] is None and not (
                nameless and cells.is_blank(value)
            ):
                values = (v for v in self.content.values() if isinstance(v, str))
                shown = label(name, position, values, self.tables.headings)
                self.blame(shown.strip("“”"), "UNKNOWN_COLUMN", name=shown)

    def cells(self) -> None:
        """Every field from its column or columns."""
        sources = self.sources(FIELD)
        for spec in self.kind.fields:
            if spec.code in sources:
                self.take(spec, sources[spec.code])
        for spec in self.kind.fields:
            self.check(spec)

    def take(self, spec: FieldSpec, values: list[object]) -> None:
        """The one canonical value of a field, unless its cells are at fault or disagree."""
        words = self.tables.words.get(spec.code, {})
        read = [cells.cell(value, spec, words) for value in values]
        fault = next((fault for _, fault in read if fault), None)
        texts = list(dict.fromkeys(text for text, _ in read if text))
        joint = self.generation.join.get(spec.code)
        if fault:
            listed = "、".join(spec.values)
            self.blame(spec.code, fault, name=spec.name, values=listed, places=spec.places)
        elif len(texts) > 1 and joint is None:
            self.blame(spec.code, "DUPLICATE_COLUMN", name=spec.name)
        elif texts:
            self.keep(spec, (joint or "").join(texts))

    def keep(self, spec: FieldSpec, text: str) -> None:
        length = self.generation.lengths.get(spec.code, spec.length)
        if length is not None and len(text) > length:
            self.blame(spec.code, "TOO_LONG", name=spec.name, length=length)
        elif spec.type == "decimal" and text.startswith("-") and not self.ruled_positive(spec.code):
            self.blame(spec.code, "AMOUNT_NEGATIVE", name=spec.name)
        else:
            self.fields[spec.code] = text

    def check(self, spec: FieldSpec) -> None:
        """The number's own check digit."""
        if spec.check and spec.code in self.fields:
            document = self.fields.get(spec.check_type or "", "")
            fault = cells.failed_check(self.fields[spec.code], spec, document)
            if fault:
                self.blame(spec.code, fault, name=spec.name)

    def attributes(self) -> None:
        """What the row says outside the canonical fields."""
        for name, values in self.sources(ATTRIBUTE).items():
            read = {self.attribute(name, v) for v in values if not cells.is_blank(v)}
            if len(read) > 1:
                self.blame(name, "DUPLICATE_COLUMN", name=ATTRIBUTES[name].name)
            self.found[name] = next(iter(read), None)

    def attribute(self, name: str, value: object) -> str | None:
        spec = ATTRIBUTES[name]
        if spec.type != "text":
            text, fault = cells.cell(value, spec, {})
            if fault:
                self.blame(name, fault, name=spec.name)
            return text or None
        words = self.tables.coded.get(name, {})
        word, known = cells.coded(value, words)
        if not known:
            listed = "、".join(words) or "（本代标准没有这一项，请删除此列）"
            self.blame(name, "VALUE_NOT_IN_LIST", name=spec.name, values=listed)
        elif word is None:
            self.notes.append(f"{spec.name}的取值没有对应的级别，按未注明处理")
        return word

    def presence(self) -> None:
        """Required fields of the row's own generation."""
        lacks = self.generation.lacks.get(self.kind.kind, ())
        lenient = self.generation.if_present.get(self.kind.kind, ())
        for spec in self.kind.fields:
            absent = spec.code not in self.layout.columns
            excused = spec.code in lacks or (spec.code in lenient and absent)
            if spec.obligation == "required" and not excused and spec.code not in self.fields:
                self.blame(spec.code, "REQUIRED_BLANK", name=spec.name)

    def rules(self, today: date) -> None:
        """The rules between fields; a field that is at fault already is not blamed twice."""
        for breach in breaches(self.kind, self.fields, self.expects, today):
            self.problems.setdefault(breach.field, breach)

    def ruled_positive(self, code: str) -> bool:
        """Whether a rule that applies asks for more than zero anyway."""
        return any(code in r.positive and applies(r, self.fields) for r in self.kind.rules)

    def expects(self, code: str) -> bool:
        lacks = self.generation.lacks.get(self.kind.kind, ())
        return code not in lacks or code in self.layout.columns

    def sources(self, way: str) -> dict[str, list[object]]:
        found: dict[str, list[object]] = {}
        for target, value in zip(self.layout.targets, self.content.values(), strict=True):
            if target is not None and target.way == way:
                found.setdefault(target.name, []).append(value)
        return found

    def blame(self, field: str, code: str, **facts: object) -> None:
        self.problems.setdefault(field, problem(code, field, **facts))

    def reading(self) -> Reading:
        subject, hints = self.subject()
        return Reading(
            kind=self.kind.kind,
            standard=self.generation.id,
            fields=self.fields,
            problems=tuple(self.problems.values()),
            subject_kind=subject,
            usage_scope=self.found.get("usage_scope"),
            severity=self.found.get("severity"),
            status=self.found.get("status") or self.status(),
            item_code=self.found.get("item_code"),
            declared_until=self.until(),
            hints=hints,
            notes=tuple(self.notes),
        )

    def status(self) -> str | None:
        """The word of the kind's own status column; a value nobody knows has a word as well."""
        value = self.fields.get(self.kind.status_field or "")
        return None if value is None else self.kind.status.get(value, self.kind.status_otherwise)

    def until(self) -> date | None:
        own = self.found.get("declared_until")
        text = own or self.fields.get(self.kind.declared_until or "")
        return cells.as_date(text) if text else None

    def subject(self) -> tuple[str | None, frozenset[str]]:
        subject = self.kind.subject
        if subject is None:
            return None, frozenset()
        said = subject.words.get(self.fields.get(subject.field, ""))
        if said is not None or subject.field in self.problems:
            return said, frozenset()
        self.notes.append("未提供行政相对人类别")
        plain = any(sign in self.fields for sign in subject.person_signs)
        return None, frozenset({"natural_person"}) if plain else frozenset()
