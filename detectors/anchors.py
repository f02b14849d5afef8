"""Looks for a pattern only around the few signs that each of its matches must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator


def near(
    pattern: re.Pattern[str], anchor: re.Pattern[str], text: str, *, back: int, ahead: int
) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` finds, for a pattern whose every match holds an ``anchor``.

    ``back`` is how many characters a match may begin in front of its anchor, ``ahead`` how many
    behind the anchor it needs to see; a match that runs on further is still taken whole.
    """
    reach = 0
    for sign in anchor.finditer(text):
        if sign.start() < reach:
            continue
        window = max(reach, sign.start() - back), sign.end() + ahead
        begun = pattern.search(text, *window)
        match = pattern.match(text, begun.start()) if begun else None
        if match and match.start() <= sign.start():
            yield match
            reach = match.end()
