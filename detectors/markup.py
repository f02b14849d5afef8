"""HTML references and tags as the characters they show: &nbsp; &#49; <b> <br>.

Text copied out of a web page or an export carries them inside numbers. One pass with a stack, so
that what a reduction brings together (&amp;#49; or a tag in the middle of a reference) is reduced
as well, and reducing twice changes nothing. A tag whose attributes may hold somebody's data stays
text, so that the detectors read it.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable, Sequence
from html.entities import html5
from typing import NamedTuple

from detectors.separators import FIELD_SEPARATOR

#: Without a match of this there is nothing to reduce.
MAYBE_RE = re.compile(r"&[#A-Za-z]|</?[A-Za-z]|<[/&<]|&[&<]")

_TOKEN_RE = re.compile(r"[<>&;]|[^<>&;]+")
# At most six digits: what is longer is no character, or a number in its own right.
_REFERENCE_RE = re.compile(r"#(?P<decimal>[0-9]{1,6})|#[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>\w+)")
_LONGEST_REFERENCE = 32
_SURROGATES = range(0xD800, 0xE000)
_LONGEST_TAG = 240
_SPACE = "[ \t\r\n]"

# Tags that stand between two lines, between two cells, or inside a word.
_LINE_RE = re.compile("br|p|div|li|[uo]l|hr|tr|table|t(?:body|head)|h[1-6]")
_CELL_RE = re.compile("t[dh]")
_WORD_RE = re.compile(
    "[bius]|em|strong|span|font|su[bp]|small|big|mark|code|del|ins|label|nobr|wbr|tt"
)
# Only attributes of looks, and of those only what can be no number of a person.
_LOOKS = "class|style|color|face|size|align|valign|width|height|lang|dir|border|bgcolor|rowspan"
_VALUE = (
    rf"\"[^\"<>{FIELD_SEPARATOR}]*\"|'[^'<>{FIELD_SEPARATOR}]*'"
    rf"|[^ \t\r\n\"'<>={FIELD_SEPARATOR}]+"
)
_TAG_RE = re.compile(
    rf"/?(?P<name>[A-Za-z][A-Za-z0-9]{{0,9}})"
    rf"(?P<looks>(?:{_SPACE}+(?:{_LOOKS}|colspan|cellspacing|cellpadding|nowrap)"
    rf"(?:{_SPACE}*={_SPACE}*(?:{_VALUE}))?)*){_SPACE}*/?",
    re.IGNORECASE,
)
_MEASURE_RE = re.compile(r"#[0-9A-Fa-f]{3,8}\b|[0-9.]{1,6}(?:px|pt|em|rem|%)")
_FEWEST_DIGITS = 5


class _Piece(NamedTuple):
    """Part of the reduced text: a stretch of the original, or the one character it became.

    ``at`` is where it begins in the reduced text.
    """

    text: str
    start: int
    end: int
    at: int


class _Stack:
    """The reduced text so far, and the brackets and ampersands in it that are still open."""

    def __init__(self, shown: Callable[[str], str]) -> None:
        self.pieces: list[_Piece] = []
        self._size = 0
        self._tags: list[int] = []
        self._references: list[int] = []
        self._shown = shown

    def push(self, text: str, start: int, end: int) -> None:
        if text == ";" and self._reduced(self._references, self._referred, start, end):
            return
        if text == ">" and self._reduced(self._tags, self._tagged, start, end):
            return
        if text == "<":
            self._tags.append(len(self.pieces))
        elif text == "&":
            self._references.append(len(self.pieces))
        self.pieces.append(_Piece(text, start, end, self._size))
        self._size += len(text)

    def _reduced(
        self, opened: list[int], read: Callable[[str], str | None], start: int, end: int
    ) -> bool:
        """Whether what stands behind the last opening is markup; then its character is pushed."""
        limit = _LONGEST_TAG if opened is self._tags else _LONGEST_REFERENCE
        if not opened or self._size - self.pieces[opened[-1]].at > limit:
            return False
        first = opened[-1]
        shown = read("".join(piece.text for piece in self.pieces[first + 1 :]))
        if shown is None:
            return False
        begin = self.pieces[first].start
        self._cut(first)
        if shown:
            self.push(shown, begin, end)
        return True

    def _cut(self, first: int) -> None:
        self._size = self.pieces[first].at
        del self.pieces[first:]
        for opened in (self._tags, self._references):
            while opened and opened[-1] >= first:
                opened.pop()

    def _referred(self, body: str) -> str | None:
        match = _REFERENCE_RE.fullmatch(body)
        char = _character(match) if match else None
        if char is None or char == FIELD_SEPARATOR:
            return None if char is None else ""
        return self._shown(char)

    def _tagged(self, body: str) -> str | None:
        match = _TAG_RE.fullmatch(body)
        if not match or _may_tell(match["looks"]):
            return None
        name = match["name"].lower()
        for shown, names in (("", _WORD_RE), ("\n", _LINE_RE), ("\t", _CELL_RE)):
            if names.fullmatch(name):
                return shown
        return None


def reduce(text: str, shown: Callable[[str], str]) -> tuple[str, Sequence[int], Sequence[int]]:
    """The text with its markup as characters, and where each of them began and ended.

    ``shown`` says what a character that was written as a reference looks like: one or none.
    """
    stack = _Stack(shown)
    for token in _TOKEN_RE.finditer(text):
        stack.push(token[0], token.start(), token.end())
    starts, ends = array("Q"), array("Q")
    for piece in stack.pieces:
        if len(piece.text) == 1:
            starts.append(piece.start)
            ends.append(piece.end)
        else:
            starts.extend(range(piece.start, piece.end))
            ends.extend(range(piece.start + 1, piece.end + 1))
    return "".join(piece.text for piece in stack.pieces), starts, ends


def _character(reference: re.Match[str]) -> str | None:
    """The one character that a reference names, if it names one."""
    if reference["name"]:
        named = html5.get(f"{reference['name']};", "")
        return named if len(named) == 1 else None
    code = int(reference["decimal"] or reference["hex"], 10 if reference["decimal"] else 16)
    if code > sys.maxunicode or code in _SURROGATES:
        return None
    return chr(code)


def _may_tell(looks: str) -> bool:
    """Whether attributes may hold a number, a name or an address."""
    rest = _MEASURE_RE.sub("", looks)
    return not rest.isascii() or "@" in rest or sum(map(str.isdigit, rest)) >= _FEWEST_DIGITS
