"""The monthly assessment on paper: a workbook, and a page with drawings. No script, no address."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from openpyxl import Workbook

from gateway.life.assessment import COUNTED, RATES, Assessment, Line

_KINDS = {
    "permit": "行政许可",
    "penalty": "行政处罚",
    "catalogue_item": "事项目录",
    "document": "文书",
    "": "—",
}
_STYLE = (
    "body{font-family:sans-serif;max-width:75em;margin:2em auto;line-height:1.5}"
    "table{border-collapse:collapse;width:100%;font-size:.85em}"
    "th,td{border:1px solid #999;padding:.25em .5em;text-align:right}"
    "th:first-child,td:first-child,.word{text-align:left}tr.total{font-weight:bold}"
    "figure{display:inline-block;margin:1em 2em 1em 0}svg{display:block}"
)
_BAR, _ROW, _LABEL = 300, 22, 200
_LONGEST = 16


def xlsx(report: Assessment) -> bytes:
    """A workbook: one sheet of counts and rates, one of the problems of refused rows."""
    book = Workbook()
    del book["Sheet"]
    sheet = book.create_sheet(report.month)
    sheet.append(["单位", "种类", *COUNTED.values(), *RATES.values()])
    for line in (*report.lines, report.total):
        counts = [line.counts[name] for name in COUNTED]
        sheet.append([_plain(line.unit), _kind(line), *counts, *line.rates.values()])
    problems = book.create_sheet("退回原因")
    problems.append(["单位", "种类", "代码", "次数"])
    for line in report.lines:
        for code, count in sorted(line.codes.items()):
            problems.append([_plain(line.unit), _kind(line), code, count])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _plain(text: str) -> str:
    """A cell is never a formula, whatever a unit calls itself."""
    return f"'{text}" if text[:1] in "=+-@" else text


def html(report: Assessment) -> str:
    """A page of its own with a bar for each rate of each unit, and the table."""
    title = f"“双公示”月度评估 {report.month}"
    drawings = "".join(_drawing(name, said, report.lines) for name, said in RATES.items())
    heads = "".join(f"<th>{said}</th>" for said in ("单位", "种类", *COUNTED.values()))
    rows = "".join(map(_row, report.lines)) + _row(report.total, ' class="total"')
    hidden = f"<p>有 {report.hidden} 个单位的名称含有不宜印出的内容，以编号代替。</p>"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>{drawings}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"{hidden if report.hidden else ''}</body></html>\n"
    )


def _row(line: Line, marked: str = "") -> str:
    counts = "".join(f"<td>{line.counts[name]}</td>" for name in COUNTED)
    kind = f'<td class="word">{_kind(line)}</td>'
    return f"<tr{marked}><td>{escape(line.unit)}</td>{kind}{counts}</tr>"


def _drawing(name: str, said: str, lines: Sequence[Line]) -> str:
    """Bars of one rate; each bears its number, so nothing is said by length or colour alone."""
    known = [(line, rate) for line in lines if (rate := line.rates[name]) is not None]
    if not known:
        return ""
    bars = "".join(_bar(place, line, rate) for place, (line, rate) in enumerate(known))
    width, height = _LABEL + _BAR + 60, _ROW * len(known)
    return (
        f"<figure><figcaption>{said}</figcaption>"
        f'<svg role="img" aria-label="{said}" width="{width}" height="{height}">{bars}</svg>'
        "</figure>"
    )


def _bar(place: int, line: Line, rate: float) -> str:
    top, length = place * _ROW, round(_BAR * rate)
    label = escape(f"{line.unit[:_LONGEST]} {_kind(line)}")
    return (
        f'<text x="0" y="{top + 15}" font-size="11">{label}</text>'
        f'<rect x="{_LABEL}" y="{top + 4}" width="{length}" height="14" fill="#4a7"/>'
        f'<text x="{_LABEL + length + 4}" y="{top + 15}" font-size="11">{rate:.1%}</text>'
    )


def _kind(line: Line) -> str:
    return _KINDS.get(line.kind, "其他")
