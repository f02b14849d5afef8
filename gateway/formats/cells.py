"""What one cell may hold, whatever file it came from. Looks at form only, never at meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.formats.interface import Limits

# C0 controls other than white space (the field separator of detection is one of them), NUL,
# DEL, and halves of surrogate pairs, which no store or answer could carry.
_BAD_CHARACTER_RE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# What a spreadsheet would run: a leading "=", or a sign before a function, a sheet or a command.
_FORMULA_RE = re.compile(r"[=＝].|[+\-@][-+*/.\d\s]*[A-Za-z_][A-Za-z0-9_.]*[ ]?[(|!]", re.DOTALL)
_FORMULA_START = "=＝+-@"
_SCIENTIFIC_RE = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d+)?[eE][+-]|\.\d+[eE])\d{1,3}", re.ASCII)
_FLOATED_RE = re.compile(r"[+-]?\d{12,}\.0+", re.ASCII)
_LONGEST_NUMBER = 400
_SPACES_RE = re.compile(r"[\s\u200b\ufeff]+")
_SPACE_BY_CJK_RE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell whose content must not be taken, and the code that says why."""

    code: str


Cell = str | Refused


def heading_of(text: str) -> str:
    """A heading without line breaks, outer spaces and the spaces beside Chinese characters."""
    if text.isprintable() and " " not in text:
        return text
    return _SPACE_BY_CJK_RE.sub("", _SPACES_RE.sub(" ", text).strip())


def value_fault(text: str, limits: Limits) -> str:
    """The code by which a text is refused in any format, ``""`` if it is not."""
    if len(text) > limits.cell_chars:
        return "CELL_TOO_LARGE"
    if _BAD_CHARACTER_RE.search(text):
        return "CONTROL_CHARACTER"
    return _number_fault(text.strip()) if len(text) <= _LONGEST_NUMBER else ""


def cell_fault(text: str, limits: Limits) -> str:
    """The same for a cell of a table, where a text may be a formula as well."""
    if not text:
        return ""
    if text[0] in _FORMULA_START and _FORMULA_RE.match(text):
        return "FORMULA"
    return value_fault(text, limits)


def _number_fault(text: str) -> str:
    if _SCIENTIFIC_RE.fullmatch(text):
        return "SCIENTIFIC_NOTATION"
    return "SPREADSHEET_NUMBER" if _FLOATED_RE.fullmatch(text) else ""
