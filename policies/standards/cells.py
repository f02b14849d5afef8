"""One cell to its canonical text, or to the code of what is wrong with it. Never guesses.

Thousands separators are refused: in a column whose unit is 万元 they nearly always mean that the
amount is in 元.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from detectors import checksums
from detectors.view import TextView
from policies.standards.spec import FieldSpec

#: Canonical text (empty if blank), and the code of the problem if there is one.
Cell = tuple[str, str | None]

#: Stands for "has no credit code": seventeen zeros and an X.
NO_CODE = "0" * 17 + "X"

_ILLEGAL_RE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MANGLED_RE = re.compile(
    r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?E[+-][0-9]{1,4}"
    r"|[+-]?[0-9]{1,20}\.[0-9]{1,20}E[0-9]{1,4}"
    r"|[0-9]{5,30}\.0*",
    re.IGNORECASE,
)
_DATE_RE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
    r"(?:[T ]0?0:00(?::00(?:\.0{1,6})?)?)?"
)
_DECIMAL_RE = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{1,30}))?")
_COMPACT_RE = re.compile(r"[\s-]+")
_IDENTITY_SHAPE_RE = re.compile(r"[0-9]{17}[0-9X]")
_OUTSIDE = " \t\r\n\u3000\ufeff\u200b\xa0"

#: Longer than any number a spreadsheet writes.
_BEGINNING = 64
_EARLIEST_YEAR = 1900
_EXACT_INTEGERS = 10**15
_REGISTRATION_LENGTH = 15
_IDENTITY_DOCUMENT = "身份证"


def cell(value: object, spec: FieldSpec, words: Mapping[str, str]) -> Cell:
    """The canonical text of a cell: by type, then by the closed list or the value map.

    Text keeps what is inside it; free text is kept to the letter, so that offsets in it stay
    those of the submitted text. ``words`` translates coded values (``01`` -> 自然人).
    """
    text, fault = _date_cell(value) if spec.type == "date" else _plain(value, spec.type)
    if fault or not text:
        return text, fault
    if spec.type == "date":
        return _day(text)
    if spec.type == "decimal":
        return _amount(text, spec.places)
    if spec.type == "code":
        return _code(text, compact=spec.check is not None)
    if spec.free_text:
        return text, None
    return _worded(text.strip(_OUTSIDE), spec, words)


def coded(value: object, words: Mapping[str, str | None]) -> tuple[str | None, bool]:
    """A coded attribute (信息使用范围): its word and whether the value is known or blank."""
    text, fault = _plain(value, "text")
    text = _folded(text)
    if fault or not text:
        return None, fault is None
    return words.get(text), text in words


def as_date(text: str) -> date:
    """The day of a canonical ``YYYY/MM/DD``."""
    year, month, day = text.split("/")
    return date(int(year), int(month), int(day))


def failed_check(text: str, spec: FieldSpec, document: str) -> str | None:
    """The problem code if a number's own check digit is wrong; ``None`` if right or not checked.

    Registration numbers are checked at 15 digits (older ones have no check digit); identity
    numbers when ``document`` says 身份证, or says nothing and the number has that shape.
    """
    if spec.check == "uscc":
        return None if text == NO_CODE or checksums.uscc_ok(text) else "CREDIT_CODE_CHECK"
    if spec.check == "org_code":
        return None if checksums.org_code_ok(text) else "ORG_CODE_CHECK"
    if spec.check == "business_registration":
        wrong = len(text) == _REGISTRATION_LENGTH and text.isascii() and text.isdigit()
        wrong = wrong and not checksums.business_registration_ok(text)
        return "REGISTRATION_CHECK" if wrong else None
    if spec.check == "identity" and _is_identity(text, document):
        ok = checksums.identity_number_ok(text) or checksums.legacy_identity_ok(text)
        return None if ok else "IDENTITY_NUMBER_CHECK"
    return None


def is_blank(value: object) -> bool:
    """Nothing at all, or a text in which nothing can be seen."""
    return value is None or (isinstance(value, str) and not _visible(value))


def _is_identity(text: str, document: str) -> bool:
    return document == _IDENTITY_DOCUMENT or (
        not document and _IDENTITY_SHAPE_RE.fullmatch(text) is not None
    )


def _folded(text: str) -> str:
    if text.isascii():
        return text.strip()
    return TextView(text).text.strip()


def _visible(text: str) -> str:
    """The folded text, of a long one only its beginning: enough to know that it is there."""
    return _folded(text[:_BEGINNING]) or _folded(text[_BEGINNING:])


def _plain(value: object, type_: str) -> Cell:
    if isinstance(value, str):
        return _written(value, type_)
    if value is None:
        return "", None
    if isinstance(value, bool):
        return "", "NOT_TEXT"
    if type_ == "decimal" and isinstance(value, int | float | Decimal):
        return _number(
            Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
        )
    if isinstance(value, int):
        return (str(value), None) if abs(value) < _EXACT_INTEGERS else ("", "SPREADSHEET_NUMBER")
    return "", "SPREADSHEET_NUMBER" if isinstance(value, float | Decimal) else "NOT_TEXT"


def _written(value: str, type_: str) -> Cell:
    if _ILLEGAL_RE.search(value):
        return "", "ILLEGAL_CHARACTER"
    folded = _visible(value)
    if not folded:
        return "", None
    if (
        type_ != "date"
        and len(value) < _BEGINNING
        and _MANGLED_RE.fullmatch(folded)
        and not _is_plain_decimal(folded, type_)
    ):
        return "", "SPREADSHEET_NUMBER"
    return value, None


def _is_plain_decimal(text: str, type_: str) -> bool:
    return type_ == "decimal" and "E" not in text.upper()


def _number(value: Decimal) -> Cell:
    if not value.is_finite() or abs(value.adjusted()) > 30:  # noqa: PLR2004 (beyond any amount)
        return "", "AMOUNT_FORMAT"
    return format(value, "f"), None


def _date_cell(value: object) -> Cell:
    if isinstance(value, datetime) and value.time() != time.min:
        return "", "DATE_FORMAT"
    if isinstance(value, date):
        return _written_day(value), None
    if value is None or isinstance(value, str):
        return _plain(value, "date")
    return "", "DATE_FORMAT"


def _day(text: str) -> Cell:
    match = _DATE_RE.fullmatch(_folded(text))
    if match is None:
        return "", "DATE_FORMAT"
    year, month, day = int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])
    try:
        found = date(year, month, day)
    except ValueError:
        return "", "DATE_INVALID"
    return (_written_day(found), None) if year >= _EARLIEST_YEAR else ("", "DATE_INVALID")


def _written_day(day: date) -> str:
    return f"{day.year:04}/{day.month:02}/{day.day:02}"


def _amount(text: str, places: int | None) -> Cell:
    match = _DECIMAL_RE.fullmatch(_folded(text))
    if match is None:
        return "", "AMOUNT_FORMAT"
    whole, fraction = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    if places is not None and len(fraction) > places:
        return "", "AMOUNT_PLACES"
    plain = f"{whole}.{fraction}" if fraction else whole
    return f"-{plain}" if match[1] == "-" and plain != "0" else plain, None


def _code(text: str, *, compact: bool) -> Cell:
    folded = _folded(text).upper()
    return _COMPACT_RE.sub("", folded) if compact else "".join(folded.split()), None


def _worded(text: str, spec: FieldSpec, words: Mapping[str, str]) -> Cell:
    if not spec.values and not words:
        return text, None
    word = _folded(text)
    word = words.get(word, word)
    if not spec.values:
        return (word if word in words.values() else text), None
    return (word, None) if word in spec.values else ("", "VALUE_NOT_IN_LIST")
