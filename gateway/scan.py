"""Detection alone: a line of JSON in, its findings out. Stores nothing, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from detectors.border import Scanner
from detectors.finding import Finding, Scan
from detectors.sheet import Passage, Sheet
from gateway.errors import UsageError
from policies.standards import standard

_WANTED = '每行应为 {"id", "text"} 或 {"id", "kind", "fields"}，内容须为文本'


def scanned(scanner: Scanner, line: bytes, number: int) -> dict[str, Any]:
    """Findings of one line; raises `UsageError` naming the line, never its content."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise UsageError(f"第 {number} 行不是 JSON；{_WANTED}") from None
    if not isinstance(given, dict):
        raise UsageError(f"第 {number} 行：{_WANTED}")
    looked_at = passages(given)
    if looked_at is None:
        raise UsageError(f"第 {number} 行：{_WANTED}")
    scan = scanner.scan(Sheet(looked_at))
    named = given.get("fields") is not None
    findings = [
        ({"field": field} if named else {}) | shown(finding)
        for field, found in scan.findings.items()
        for finding in found
    ]
    return {"id": given.get("id", number), "findings": findings} | _silences(scan)


def _silences(scan: Scan) -> dict[str, Any]:
    if not scan.unread:
        return {}
    return {"unread": [{"detector": u.detector, "reason": u.reason} for u in scan.unread]}


def passages(given: Mapping[str, Any]) -> list[Passage] | None:
    """What is to be looked at; ``None`` if any of it is no text, so that nothing is passed over."""
    fields = given.get("fields")
    if isinstance(given.get("text"), str) and fields is None:
        return [Passage("text", given["text"])]
    if not isinstance(fields, dict) or "text" in given:
        return None
    texts = {name: text for name, text in fields.items() if text is not None}
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    kind = given.get("kind") or standard.kind_of(texts)
    if kind not in standard.kinds():
        return [Passage(name, text) for name, text in texts.items()]
    codes = {name: standard.canonical(kind, name) for name in texts}
    canonical = {code: texts[name] for name, code in codes.items() if code}
    subject = standard.inferred_subject(kind, canonical).columns
    return [_passage(kind, name, codes[name], text, subject) for name, text in texts.items()]


def _passage(kind: str, name: str, code: str | None, text: str, subject: str | None) -> Passage:
    if code is None:
        return Passage(name, text)
    holds, role = standard.holds(kind, code, subject)
    return Passage(name, text, holds, role, standard.spec(kind)[code].name)


def shown(finding: Finding) -> dict[str, Any]:
    """A finding as the contract has it, section 3."""
    line: dict[str, Any] = {
        "start": finding.start,
        "end": finding.end,
        "entity_type": finding.entity_type,
        "score": finding.score,
        "detector": finding.detector,
        "status": finding.status.word,
    }
    optional = {
        "role": finding.role,
        "category": finding.category,
        "explanation": finding.explanation or None,
        "detail": finding.detail,
    }
    return line | {key: value for key, value in optional.items() if value is not None}
