"""A bar chart of one evaluation in SVG: coverage and strict F1 by type, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from detectors.finding import SHIELDS
from gateway.evaluation.bootstrap import Figure
from gateway.evaluation.results import Evaluation
from gateway.evaluation.tally import Group

# In pixels.
_WIDTH, _LABELS, _RIGHT, _TOP = 860, 250, 190, 72
_BAR, _BETWEEN, _GAP = 12, 2, 10
_ROW = 2 * _BAR + _BETWEEN + _GAP
_ROOM = _WIDTH - _LABELS - _RIGHT
_INK = "#1b1b1b"

#: Figure -> what it is called and how its bar looks; the second one is hatched as well.
_BARS = {"covered": ("全部覆盖", "#2f6690"), "strict_f1": ("严格 F1", "url(#hatch)")}
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" fill="#d9a441"/>'
    '<line x1="0" y1="0" x2="0" y2="5" stroke="#7a5200" stroke-width="2"/></pattern></defs>'
)


def chart(evaluation: Evaluation) -> str:
    """The drawing; types without a mention are left out."""
    groups = [
        group
        for group in evaluation.groups("all", "type")
        if group.name not in SHIELDS and "covered" in evaluation.figures[group]
    ]
    height = _TOP + max(1, len(groups)) * _ROW + _GAP
    heading = f"敏感信息的发现（{len(evaluation.rows)} 份，95% 自助抽样区间）"
    body = [_text(12, 26, heading, size=15), *_legend()]
    body += _axis(height) if groups else [_text(12, _TOP + _BAR, "没有数据")]
    for at, group in enumerate(groups):
        body += _row(evaluation, group, _TOP + at * _ROW)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-label="{escape(heading)}">\n{_HATCH}\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _row(evaluation: Evaluation, group: Group, top: int) -> Iterator[str]:
    counts, found = evaluation.counts[group], evaluation.figures[group]
    middle = top + _BAR + _BETWEEN / 2 + 4
    yield _text(
        _LABELS - 8, middle, f"{group.name or '全部'} ({counts['sensitive']})", anchor="end"
    )
    for at, (name, (_, fill)) in enumerate(_BARS.items()):
        if name in found:
            yield from _bar(found[name], top + at * (_BAR + _BETWEEN), fill)
    asked = counts["leaked"] + counts["hidden"]
    shares = [f"{found[name].value:.1%}" for name in _BARS if name in found]
    told = [" / ".join(shares), *([f"泄漏 {counts['leaked']}/{asked}"] if asked else [])]
    yield _text(_LABELS + _ROOM + 8, middle, "，".join(told), size=12)


def _bar(figure: Figure, top: float, fill: str) -> Iterator[str]:
    """A bar with the whiskers of its interval."""
    width = max(1.0, figure.value * _ROOM)
    yield f'<rect x="{_LABELS}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{fill}"/>'
    low, high, middle = _x(figure.low), _x(figure.high), top + _BAR / 2
    yield _line(low, middle, high, middle)
    yield _line(low, middle - 4, low, middle + 4)
    yield _line(high, middle - 4, high, middle + 4)


def _legend() -> Iterator[str]:
    for at, (name, fill) in enumerate(_BARS.values()):
        x = _LABELS + at * 120
        yield f'<rect x="{x}" y="38" width="24" height="{_BAR}" fill="{fill}"/>'
        yield _text(x + 30, 49, name)


def _axis(height: int) -> Iterator[str]:
    for quarter in range(5):
        x = _x(quarter / 4)
        yield _line(x, _TOP - 6, x, height - _GAP, stroke="#cccccc")
        yield _text(x, _TOP - 9, f"{quarter * 25}", size=10, anchor="middle")


def _x(share: float) -> float:
    return _LABELS + share * _ROOM


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = _INK) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{stroke}" stroke-width="1.2"/>'
    )


def _text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="{size}" '
        f'text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
    )
