"""What makes two records the same decision (文号 + 代码_1/名称 + 决定日期 + 机关代码)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from detectors.view import TextView
from policies.standards.cells import NO_CODE
from policies.standards.problems import problem
from policies.standards.spec import Kind, Problem

#: The code of the problem that a record with a known key gets.
DUPLICATE_RECORD = "DUPLICATE_RECORD"

_PUNCTUATION_RE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")
_JOINT = "\x1f"


def key_of(kind: Kind, fields: Mapping[str, str]) -> str | None:
    """The key of canonical fields; ``None`` if a part is missing, so that nothing is compared.

    Case, width, spaces and the style of brackets make no difference. The key holds names and
    codes: digest it before it is kept.
    """
    parts = [_first_filled(part, fields) for part in kind.key]
    if not parts or not all(parts):
        return None
    return _JOINT.join((kind.kind, *(_comparable(part) for part in parts)))


def duplicate_problem(kind: Kind) -> Problem:
    """The problem to report for a record whose key was seen before."""
    return problem(DUPLICATE_RECORD, kind.key[0][0])


def _first_filled(codes: tuple[str, ...], fields: Mapping[str, str]) -> str:
    filled = (fields[code] for code in codes if fields.get(code, NO_CODE) != NO_CODE)
    return next(filled, "")


def _comparable(text: str) -> str:
    return _PUNCTUATION_RE.sub(" ", TextView(text).text.upper()).strip()
