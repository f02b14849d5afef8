"""Records laid out for the scanner, and what it said of each: identical content is asked once.

A record's content is scanned twice on its way, as it came and as it would leave, and once more for
each further channel. What is remembered here lives as long as the batch, and a record never sees
what was said of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detectors.border import Scanner
from detectors.finding import Scan
from detectors.register import department
from detectors.sheet import Passage, Sheet
from gateway.record import Record
from policies.standards import standard

#: Records that pass a detector before the next one looks: more would not be any faster.
TOGETHER = 64

#: The columns that name the agency that decided.
AGENCIES = ("CF_CFJG", "XK_XKJG", "SX_SSJG", "agency")

_Key = tuple[int, tuple[tuple[str, str], ...]]


def departments_of(record: Record) -> frozenset[str]:
    """Whose record it is: the responsible unit and the agency that decided, as far as stated."""
    units = [record.owner.unit] if record.owner else []
    stated = (*units, *(record.fields.get(column, "") for column in AGENCIES))
    return frozenset(department(name) for name in stated if name.strip())


def sheet_of(
    kind: str, fields: Mapping[str, str], departments: frozenset[str] = frozenset()
) -> Sheet:
    """All fields of a record as one sheet, each with what its column is defined to hold."""
    columns = standard.columns(kind, fields)
    passages = [
        Passage(code, text, columns[code].holds, columns[code].role, columns[code].name)
        for code, text in fields.items()
    ]
    return Sheet(passages, departments)


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans of one batch. ``records`` are held so that their places in memory stay theirs."""

    scanner: Scanner
    records: tuple[Record, ...]
    _known: dict[_Key, Scan] = field(default_factory=dict, repr=False)

    def of(self, asked: Iterable[tuple[Record, Mapping[str, str]]]) -> list[Scan]:
        """The scan of each record with these fields, as they are or redacted, in order."""
        keys: list[_Key] = []
        new: dict[_Key, Sheet] = {}
        for record, fields in asked:
            key = (id(record), tuple(fields.items()))
            keys.append(key)
            if key not in self._known and key not in new:
                new[key] = sheet_of(record.kind, fields, departments_of(record))
        self._known.update(zip(new, self.scanner.scan_all(list(new.values())), strict=True))
        return [self._known[key] for key in keys]
