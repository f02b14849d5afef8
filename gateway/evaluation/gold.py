"""Annotated texts and records: what stands where, and whether it may stay. Holds originals.

A line of a gold file is a text with its ``spans``, or a record with ``gold`` spans by field; the
record itself stands in the same line (``fields``) or in a file of its own under the same id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.errors import UsageError
from gateway.evaluation.labels import Labels, shipped
from gateway.evaluation.names import name_class

_ENVELOPE = ("kind", "standard", "source", "owner", "procedure", "severity", "item_code", "fields")
_TITLE = "文书"  # a document has a title by its standard; this one says nothing
_LABEL_RE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_POLICIES = {"sensitive": False, "keep": True}
_WANTED = '每行应为 {"id", "text", "spans"} 或 {"id", "gold"}'

Envelope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """One annotated span; offsets in code points of the field as submitted, end exclusive.

    ``entity_type`` is what it counts under, ``accepts`` the right types of a finding. ``keep``
    says that it may stay; ``optional`` ones score nowhere, ``neutral`` ones not in detection.
    ``role`` and ``of`` are the annotators' words, ``name_class`` the class of a name or the
    annotated variant, ``detail`` where the part below the county begins.
    """

    field: str
    start: int
    end: int
    label: str
    entity_type: str | None
    accepts: frozenset[str]
    keep: bool = False
    optional: bool = False
    neutral: bool = False
    role: str | None = None
    of: str | None = None
    name_class: str | None = None
    detail: int | None = None

    @property
    def hide_from(self) -> int:
        """Where the part begins that must not be shown."""
        return self.start if self.detail is None else self.detail


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One annotated document. ``envelope`` is what is submitted, ``texts`` its annotated fields.

    ``surrogate`` says whether it was made up after a pattern rather than taken from real ones;
    ``None`` where the file does not say.
    """

    id: str
    line: int
    envelope: Envelope = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    mentions: tuple[Mention, ...]
    surrogate: bool | None = None


def read(
    lines: Iterable[bytes], records: Mapping[str, Envelope] | None = None
) -> Iterator[GoldRow]:
    """The rows of a gold file, blank lines left out; ``records`` are envelopes by id.

    Raises `UsageError` naming line and label, never a text.
    """
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _Line(number, records or {}).row(line)
            if row.id in seen:
                raise UsageError(f"第 {number} 行：编号与前面的一行相同")
            seen.add(row.id)
            yield row


class _Line:
    """One line while it is being read."""

    def __init__(self, number: int, records: Mapping[str, Envelope]) -> None:
        self.number, self.records, self.labels = number, records, shipped()

    def fault(self, says: str) -> UsageError:
        return UsageError(f"第 {self.number} 行：{says}")

    def row(self, line: bytes) -> GoldRow:
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise self.fault(f"不是 JSON；{_WANTED}") from None
        if not isinstance(given, dict):
            raise self.fault(_WANTED)
        ident = str(given.get("id") or self.number)
        if isinstance(given.get("text"), str) and isinstance(given.get("spans"), list):
            text = given["text"]
            envelope: Envelope = {"kind": "document", "fields": {"title": _TITLE, "body": text}}
            gold = {"body": given["spans"]}
        elif isinstance(given.get("gold"), dict):
            envelope, gold = self.record(ident, given), given["gold"]
        else:
            raise self.fault(_WANTED)
        texts = {code: self.text(envelope, code) for code in gold}
        mentions = (self.mention(c, s, texts[c]) for c, spans in gold.items() for s in spans)
        surrogate = given.get("surrogate")
        return GoldRow(
            ident, self.number, envelope, texts, tuple(mentions),
            surrogate if isinstance(surrogate, bool) else None,
        )  # fmt: skip

    def record(self, ident: str, given: Envelope) -> Envelope:
        found = given if isinstance(given.get("fields"), dict) else self.records.get(ident)
        if found is None:
            raise self.fault("只有标注而没有记录，请用 --records 指明记录文件，编号须一致")
        if not isinstance(found.get("fields"), dict):
            raise self.fault("对应的记录里没有 fields")
        return {key: found[key] for key in _ENVELOPE if found.get(key) is not None}

    def text(self, envelope: Envelope, code: str) -> str:
        value = envelope["fields"].get(code)
        if not isinstance(value, str):
            raise self.fault("标注的字段在记录中没有，或不是文本")
        return value

    def mention(self, code: str, span: Any, text: str) -> Mention:
        if not isinstance(span, dict):
            raise self.fault("标注应为对象")
        label = self.label(span)
        meaning = self.labels.meaning(label, span.get("subtype"))
        if meaning is None:
            raise self.fault(f"不认识的标签 {label}")
        start, end = self.offsets(span, label, text)
        keep = meaning.keep
        if span.get("policy") is not None:
            if span["policy"] not in _POLICIES:
                raise self.fault(f"标签 {label} 的 policy 只能是 sensitive 或 keep")
            keep = _POLICIES[span["policy"]]
        detail = span.get("detail_start")
        return Mention(
            field=code, start=start, end=end, label=label,
            entity_type=meaning.entity_type, accepts=meaning.accepts,
            keep=keep, optional=span.get("optional") is True, neutral=meaning.neutral and keep,
            role=span.get("role"), of=span.get("of"),
            name_class=_class(self.labels, meaning.entity_type, span.get("var"), text[start:end]),
            detail=detail if isinstance(detail, int) and start <= detail < end else None,
        )  # fmt: skip

    def label(self, span: Mapping[str, Any]) -> str:
        label = span.get("label") or span.get("entity_type")
        if not isinstance(label, str) or not _LABEL_RE.fullmatch(label):
            raise self.fault("标注没有 label 或 entity_type，或它不像一个标签")
        return label

    def offsets(self, span: Mapping[str, Any], label: str, text: str) -> tuple[int, int]:
        start, end = span.get("start"), span.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
            raise self.fault(f"标签 {label} 的位置不在文本之内")
        if span.get("text") not in (None, text[start:end]):
            raise self.fault(f"标签 {label} 在 {start}–{end} 的位置与标注的文字不符")
        return start, end


def _class(labels: Labels, kind: str | None, variant: object, text: str) -> str | None:
    if isinstance(variant, str) and variant:
        return labels.variants.get(variant, variant) if kind == "PERSON" else variant
    return name_class(text) if kind == "PERSON" else None


def placed(mentions: Sequence[Mention], code: str) -> list[Mention]:
    """The mentions of one field."""
    return [m for m in mentions if m.field == code]
