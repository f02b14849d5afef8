"""The published 事项目录 as records are checked against it: which agency listed what. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.record import Record

#: The columns with the credit code of the agency that decided.
_AGENCY_CODES = ("CF_CFJGDM", "XK_XKJGDM")
LISTED, UNLISTED, NO_CATALOGUE = "listed", "unlisted", "no_catalogue"


@dataclass(frozen=True, slots=True)
class Items:
    """Item codes by the agency's credit code; ``version`` is the entry that last changed them."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    version: int = 0

    def listing(self, record: Record) -> str | None:
        """``listed``, ``unlisted``, ``no_catalogue``; ``None`` where nothing could be compared.

        A record that cites no item at all is unlisted where its agency has a catalogue.
        """
        agency = next((record.fields[c] for c in _AGENCY_CODES if record.fields.get(c)), None)
        if agency is None:
            return None
        codes = self.codes.get(folded(agency))
        if not codes:
            return NO_CATALOGUE
        return LISTED if record.item_code and folded(record.item_code) in codes else UNLISTED


def folded(code: str) -> str:
    """A code as it is compared."""
    return code.strip().upper()


#: What a gateway knows that keeps no catalogue, and one that keeps nothing.
NONE = Items()
