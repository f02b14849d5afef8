"""Annotated texts and records: what stands where, and whether it may stay. Holds originals.

A line of a gold file is a text with its ``spans``, or a record with ``gold`` spans by field; the
record itself stands in the same line (``fields``) or in a file of its own under the same id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.errors import UsageError
from gateway.evaluation.labels import shipped
from gateway.evaluation.names import name_class
from gateway.intake import split

_TITLE = "文书"  # a document has a title by its standard; this one says nothing
_OWN_KEYS = frozenset({"id", "gold", "surrogate", "excerpt"})
_LABEL_RE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_POLICIES = {"sensitive": False, "keep": True}
_WANTED = '每行应为 {"id", "text", "spans"} 或 {"id", "gold"}'

Envelope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """One annotated span; offsets in code points of the field as submitted, end exclusive.

    ``entity_type`` is what it counts under, ``accepts`` the right types of a finding. ``keep``
    says that it may stay; ``optional`` ones score nowhere, ``neutral`` ones not in detection.
    ``role`` and ``of`` are the annotators' words, ``form`` is the class of a person's name or
    the annotated variant, ``detail`` where the part below the county begins.
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
    form: str | None = None
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
        return UsageError(f"标注文件第 {self.number} 行：{says}")

    def row(self, line: bytes) -> GoldRow:
        given = self.parsed(line)
        ident = str(given.get("id") or self.number)
        envelope, gold = self.annotated(ident, given)
        texts = {code: self.text(envelope, code) for code in gold}
        mentions = tuple(
            self.mention(code, span, texts[code]) for code, spans in gold.items() for span in spans
        )
        if len(set(mentions)) < len(mentions):
            raise self.fault("同一处标注了两遍")
        surrogate = given.get("surrogate")
        made_up = surrogate if isinstance(surrogate, bool) else None
        return GoldRow(ident, self.number, envelope, texts, mentions, made_up)

    def parsed(self, line: bytes) -> Mapping[str, Any]:
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise self.fault(f"不是 JSON；{_WANTED}") from None
        if not isinstance(given, dict):
            raise self.fault(_WANTED)
        return given

    def annotated(
        self, ident: str, given: Mapping[str, Any]
    ) -> tuple[Envelope, Mapping[str, list[Any]]]:
        """What is to be submitted, and the annotation by field."""
        text, spans, gold = given.get("text"), given.get("spans"), given.get("gold")
        if isinstance(text, str) and isinstance(spans, list):
            document = {"title": _TITLE, "body": text}
            return {"kind": "document", "fields": document}, {"body": spans}
        if not isinstance(gold, dict) or not all(isinstance(s, list) for s in gold.values()):
            raise self.fault(_WANTED)
        record = given if isinstance(given.get("fields"), dict) else self.records.get(ident)
        if record is None:
            raise self.fault("只有标注而没有记录，请用 --records 指明记录文件，编号须一致")
        envelope, fields = split({k: v for k, v in record.items() if k not in _OWN_KEYS})
        return {**envelope, "fields": fields}, gold

    def text(self, envelope: Envelope, code: str) -> str:
        value = envelope["fields"].get(code)
        if not isinstance(value, str):
            raise self.fault("标注的字段在记录中没有，或者不是文本")
        return value

    def mention(self, code: str, span: object, text: str) -> Mention:
        if not isinstance(span, dict):
            raise self.fault("每处标注应为对象")
        label = self.label(span)
        meaning = self.labels.meaning(label, self.word(span, "subtype"))
        if meaning is None:
            raise self.fault(f"不认识的标签 {label}")
        start, end = self.offsets(span, label, text)
        keep = self.keep(span, label, otherwise=meaning.keep)
        form = self.word(span, "var")
        if meaning.entity_type == "PERSON":
            form = self.labels.variants.get(form or "", form) or name_class(text[start:end])
        detail = span.get("detail_start")
        return Mention(
            field=code,
            start=start,
            end=end,
            label=label,
            entity_type=meaning.entity_type,
            accepts=meaning.accepts,
            keep=keep,
            optional=span.get("optional") is True,
            neutral=meaning.neutral and keep,
            role=self.word(span, "role"),
            of=self.word(span, "of"),
            form=form,
            detail=detail if isinstance(detail, int) and start <= detail < end else None,
        )

    def label(self, span: Mapping[str, Any]) -> str:
        label = span.get("label") or span.get("entity_type")
        if not isinstance(label, str) or not _LABEL_RE.fullmatch(label):
            raise self.fault("标注没有 label 或 entity_type，或者它不像一个标签")
        return label

    def word(self, span: Mapping[str, Any], key: str) -> str | None:
        word = span.get(key)
        if word is not None and not isinstance(word, str):
            raise self.fault(f"标注的 {key} 应为文本")
        return word or None

    def offsets(self, span: Mapping[str, Any], label: str, text: str) -> tuple[int, int]:
        start, end = span.get("start"), span.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
            raise self.fault(f"标签 {label} 的位置不在文本之内")
        if span.get("text") not in (None, text[start:end]):
            raise self.fault(f"标签 {label} 在 {start}–{end} 的位置与标注的文字不符")
        return start, end

    def keep(self, span: Mapping[str, Any], label: str, *, otherwise: bool) -> bool:
        policy = span.get("policy")
        if policy is None:
            return otherwise
        if policy not in _POLICIES:
            raise self.fault(f"标签 {label} 的 policy 只能是 sensitive 或 keep")
        return _POLICIES[policy]
