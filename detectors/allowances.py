"""Where a record holds words of an allow-list (白名单): what that may show is the policy's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.compact import Keep, compact
from detectors.register import Register
from detectors.registered_list import cuts_a_word
from detectors.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Allowance:
    """One word of the allow-list ``id``, in offsets of ``sheet.raw``."""

    id: str
    start: int
    end: int


def allowances(register: Register, sheet: Sheet) -> Sequence[Allowance]:
    """Every word of the allow-lists that may speak for this record's departments."""
    speaking = [each for each in register.allowed if each.allows(sheet.departments)]
    if not speaking:
        return ()
    text = compact(sheet.view.text, Keep.WORDS)
    return [
        Allowance(each.id, *sheet.view.origin(*span))
        for each in speaking
        for span in each.value.words_in(text)
        if not cuts_a_word(sheet.view.text, *span)
    ]
