"""What a spreadsheet cell says as text. A number that may have lost digits is refused, not shown.

Dates are written ``YYYY/MM/DD`` as the data standard wants them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from openpyxl.utils.datetime import from_excel

from gateway.formats.cells import Cell, Refused
from gateway.formats.xlsx_part import RawCell
from gateway.formats.xlsx_strings import SharedStrings, unescaped

# Built-in number formats that are dates in Chinese spreadsheets (ECMA-376 part 1, 18.8.30).
CHINESE_DATE_FORMATS = frozenset((*range(27, 37), *range(50, 59)))

_TEXT_KINDS = {"inlineStr", "str"}
_REFUSED_KINDS = {"b": "BOOLEAN_VALUE", "e": "ERROR_VALUE"}
_TWELVE_DIGITS = 10**11


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the cells of one workbook: its strings, its epoch and which styles are dates."""

    strings: SharedStrings
    epoch: datetime
    dates: frozenset[int]
    durations: frozenset[int]

    def text(self, cell: RawCell) -> Cell:
        """The cell's content. Raises `ValueError` or `IndexError` for a damaged workbook."""
        if cell.formula:
            return Refused("FORMULA")
        text = self.strings[int(cell.text or "")] if cell.kind == "s" else cell.text
        if text is None:
            return Refused("CELL_TOO_LARGE")
        if cell.kind == "s" or cell.kind in _TEXT_KINDS:
            return unescaped(text)
        if cell.kind in _REFUSED_KINDS:
            return Refused(_REFUSED_KINDS[cell.kind])
        return _iso_date(text) if cell.kind == "d" else self._number(text, cell.style)

    def _number(self, text: str, style: int) -> Cell:
        value = float(text)
        if style in self.durations:
            return Refused("SPREADSHEET_DATE")
        return _date(value, self.epoch) if style in self.dates else decimal_text(value)


def decimal_text(value: float) -> Cell:
    """A stored number as plain decimal text, without exponent and without ``.0``.

    Spreadsheets keep 15 significant digits: a number of 12 digits or more is an identifier that
    should have been text, and one that needs more than 15 digits is not what was typed.
    """
    shown = format(value, ".15g")
    if not abs(value) < _TWELVE_DIGITS or float(shown) != value:
        return Refused("SPREADSHEET_NUMBER")
    plain = format(Decimal(shown), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _date(serial: float, epoch: datetime) -> Cell:
    try:
        moment = from_excel(serial, epoch) if serial >= 0 else None
    except (ValueError, OverflowError):
        return Refused("SPREADSHEET_DATE")
    if isinstance(moment, time):
        return f"{moment:%H:%M:%S}"
    return date_text(moment) if isinstance(moment, datetime) else Refused("SPREADSHEET_DATE")


def date_text(moment: datetime) -> str:
    """``YYYY/MM/DD``, with the time of day only where there is one."""
    midnight = moment.time().replace(microsecond=0) == time()
    return f"{moment:%Y/%m/%d}" if midnight else f"{moment:%Y/%m/%d %H:%M:%S}"


def _iso_date(text: str) -> Cell:
    try:
        return date_text(datetime.fromisoformat(text))
    except ValueError:
        return Refused("SPREADSHEET_DATE")
