"""A drawing of a simulation: by rule, what would newly be hidden and what newly shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

# In pixels.
_WIDTH, _LABELS, _NUMBERS, _TOP, _ROW, _BAR = 900, 300, 130, 78, 26, 14
_ROOM = _WIDTH - _LABELS - _NUMBERS
_MOST = 24
_INK, _PAPER = "#1b1b1b", "#ffffff"

#: Direction -> what it is called and how its bar looks; the second one is hatched as well.
_BARS = {"hidden": ("将新遮盖", "#2f6690"), "shown": ("将新显示", "url(#hatch)")}
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" fill="#c8553d"/>'
    '<line x1="0" y1="0" x2="0" y2="5" stroke="#5c1a0d" stroke-width="2"/></pattern></defs>'
)


def chart(summary: Mapping[str, Any]) -> str:
    """SVG: one bar a rule and direction, in characters, the longest first."""
    rows = sorted(
        (
            (count["characters"], direction, rule)
            for direction in _BARS
            for rule, count in summary["newly"][direction].get("rule", {}).items()
        ),
        reverse=True,
    )[:_MOST]
    height = _TOP + max(1, len(rows)) * _ROW + 12
    heading = f"规则改动的影响：{summary['records']} 条记录，按字数"
    body = [_text(12, 26, heading, size=16), *_legend()]
    if not rows:
        body.append(_text(12, _TOP + _BAR, "没有文字会因此新遮盖或新显示"))
    for at, row in enumerate(rows):
        body += _row(*row, rows[0][0], _TOP + at * _ROW)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(heading)}" font-family="sans-serif">\n{_HATCH}\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _legend() -> Iterator[str]:
    for at, (name, fill) in enumerate(_BARS.values()):
        left = 12 + at * 130
        yield f'<rect x="{left}" y="40" width="{_BAR}" height="{_BAR}" fill="{fill}"/>'
        yield _text(left + _BAR + 6, 52, name)


def _row(characters: int, direction: str, rule: str, most: int, top: int) -> Iterator[str]:
    name, fill = _BARS[direction]
    length = max(1, round(_ROOM * characters / most))
    yield _text(_LABELS - 8, top + _BAR - 2, rule, anchor="end")
    yield f'<rect x="{_LABELS}" y="{top}" width="{length}" height="{_BAR}" fill="{fill}"/>'
    yield _text(_LABELS + length + 6, top + _BAR - 2, f"{name} {characters} 字")


def _text(x: float, y: float, said: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}">'
        f"{escape(said)}</text>"
    )
