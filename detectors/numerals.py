"""Chinese, circled and raised numerals that stand in number position, read as digits.

Seven or more in a row are a number; dates (二〇一八年), articles (第四十四条) and names are not.
Nothing here decides what a number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from detectors.separators import MARKS, SEPARATOR

_DIGITS, _FROM_ONE = "0123456789", "123456789"
_NUMERALS = {
    **dict(zip("零一二三四五六七八九", _DIGITS, strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", _DIGITS, strict=True)),
    "○": "0",
    "貳": "2",
    "參": "3",
    "陸": "6",
    "幺": "1",
    "两": "2",
    **dict(zip("㊀㊁㊂㊃㊄㊅㊆㊇㊈", _FROM_ONE, strict=True)),
    **dict(zip("㈠㈡㈢㈣㈤㈥㈦㈧㈨", _FROM_ONE, strict=True)),
    **dict(zip("⓪①②③④⑤⑥⑦⑧⑨", _DIGITS, strict=True)),
    **dict(zip("⓿❶❷❸❹❺❻❼❽❾", _DIGITS, strict=True)),
    **dict(zip("➀➁➂➃➄➅➆➇➈", _FROM_ONE, strict=True)),
    **dict(zip("➊➋➌➍➎➏➐➑➒", _FROM_ONE, strict=True)),
    **dict(zip("⒈⒉⒊⒋⒌⒍⒎⒏⒐", _FROM_ONE, strict=True)),
    **dict(zip("⑴⑵⑶⑷⑸⑹⑺⑻⑼", _FROM_ONE, strict=True)),
    **dict(zip("⓵⓶⓷⓸⓹⓺⓻⓼⓽", _FROM_ONE, strict=True)),
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", _DIGITS, strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", _DIGITS, strict=True)),
}
_TABLE = str.maketrans(_NUMERALS)
_ALL = "".join(_NUMERALS)

_CLASS = f"[0-9{_ALL}]"
# 一三八OO一三八OOO: the letter that looks like a nought may stand among them, unless in a word.
_NOUGHT = "[Oo](?![A-NP-Za-np-z])"
_RUN_RE = re.compile(f"{_CLASS}(?:{_CLASS}|{_NOUGHT}|{SEPARATOR}{_CLASS}){{6,}}")
_HAS_RE = re.compile(f"[{_ALL}]")
# What such a run can lie in: found much faster, and mostly there is none.
_BLOCK_RE = re.compile(rf"{_CLASS}[{_ALL}0-9Oo \t\r\n{MARKS}]{{6,}}")
# ... and up to three of them in front of or behind ASCII digits may be the end of a name or the
# start of a word (张三13800138000一事): there the text keeps them and candidates try both ways.
_HEAD_RE = re.compile(f"[{_ALL}]{{1,3}}(?={SEPARATOR}?[0-9])")
_TAIL_RE = re.compile(f"(?<=[0-9])({SEPARATOR}?)[{_ALL}]{{1,3}}\\Z")
_SEAM_RE = re.compile(f"(?<=[0-9])(?=[{_ALL}])|(?<=[{_ALL}])(?=[0-9])")
_DIGIT_RE = re.compile(r"[0-9]")


class Read(NamedTuple):
    """A text with its numerals as digits: cautiously, and everywhere in number position.

    ``seams`` are the places, in order, where a number may begin or end inside a run.
    """

    text: str
    digits: str
    seams: Sequence[int] = ()


def read(text: str) -> Read:
    """Both readings, of the same length as the text; the text itself where there is nothing."""
    if text.isascii() or not _HAS_RE.search(text):
        return Read(text, text)
    runs = list(_runs(text))
    if not runs:
        return Read(text, text)
    return Read(
        _spliced(text, runs, map(_inner, runs)),
        _spliced(text, runs, (run[0].translate(_TABLE) for run in runs)),
        sorted(at for run in runs for at in _seams(run)),
    )


def _runs(text: str) -> Iterator[re.Match[str]]:
    """The runs in number position that numerals take part in."""
    for block in _BLOCK_RE.finditer(text):
        if _HAS_RE.search(block[0]):
            for run in _RUN_RE.finditer(text, *block.span()):
                if _HAS_RE.search(run[0]):
                    yield run


def _spliced(text: str, runs: Sequence[re.Match[str]], new: Iterable[str]) -> str:
    """The text with each run replaced by the new one of the same length."""
    pieces: list[str] = []
    last = 0
    for run, piece in zip(runs, new, strict=True):
        pieces += (text[last : run.start()], piece)
        last = run.end()
    return "".join((*pieces, text[last:]))


def _inner(run: re.Match[str]) -> str:
    text = run[0]
    head = _HEAD_RE.match(text)
    first = head.end() if head else 0
    tail = _TAIL_RE.search(text, first)
    last = tail.end(1) if tail else len(text)
    return text[:first] + text[first:last].translate(_TABLE) + text[last:]


def _seams(run: re.Match[str]) -> Iterator[int]:
    """Where a number may begin or end inside a run that numerals take part in."""
    if not _DIGIT_RE.search(run[0]):
        yield from (run.start() + 1, run.start() + 2, run.end() - 1)
    for seam in _SEAM_RE.finditer(run.string, run.start(), run.end()):
        yield seam.start()
