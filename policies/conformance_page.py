"""The clause-by-clause report as a page that prints: no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from policies import words
from policies.conformance import Conformity
from policies.layer import Layer
from policies.layers import lifting
from policies.pack import Pack

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC","SimSun",serif;
max-width:60em;margin:2em auto;padding:0 1em;color:#1b1b1b;background:#fff}
h1{font-size:1.5em;text-align:center;margin:1.2em 0 .4em}
h2{font-size:1.1em;margin:1.6em 0 .3em;border-bottom:1px solid #888}
p{margin:.3em 0} .meta{text-align:center;color:#444}
.result{float:right;font-weight:bold} .rule{margin:.5em 0 .5em 1.5em}
.id{font-family:"Noto Sans Mono CJK SC",monospace;font-size:.85em;color:#444}
section{break-inside:avoid}
@media (prefers-color-scheme:dark){body{background:#161616;color:#eee}
.meta,.id{color:#bbb}}
@media print{body{margin:0;max-width:none;background:#fff;color:#000}}
"""


def page(own: Layer, pack: Pack, lines: Sequence[Conformity]) -> str:
    """HTML of the report on one file of rules, read in its place in the pack."""
    return "\n".join(
        (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
            f"<title>{escape(own.title)}：逐条对照</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(own.title)}：逐条对照</h1>",
            f'<p class="meta">{escape(own.instrument)}　{escape(own.id)} {escape(own.version)}　'
            f"{own.effective_from} 起施行</p>",
            f'<p class="meta id">SHA-256 {pack.digest}</p>',
            *(part for line in lines for part in _section(line, pack)),
            *_lifts(pack),
            *_notes(own),
            "</body></html>\n",
        )
    )


def _section(line: Conformity, pack: Pack) -> Iterator[str]:
    clause = line.clause
    yield f'<section><h2>{escape(clause.clause)}<span class="result">{line.chinese}</span></h2>'
    yield f"<p>{escape(clause.says)}</p>"
    if clause.elsewhere:
        yield f"<p>落实：{escape(clause.elsewhere)}</p>"
    for rule in line.rules:
        yield (
            f'<p class="rule"><span class="id">{rule.id}</span> {escape(rule.does)}'
            f"（{words.ACTIONS[rule.action]}）<br>依据：{escape(rule.basis)}</p>"
        )
    if line.examples:
        yield f"<p>示例 {line.examples} 个，不符 {line.failed} 个。</p>"
    yield "</section>"


def _lifts(pack: Pack) -> Iterator[str]:
    found = lifting(pack)
    if not found:
        return
    yield "<section><h2>放宽：取消更宽层级规则的</h2>"
    for rule in found:
        lifted = "、".join(sorted(rule.lifts))
        yield (
            f'<p class="rule"><span class="id">{rule.id}</span> 取消 {lifted}：{escape(rule.does)}'
            f"<br>依据：{escape(rule.basis)}</p>"
        )
    yield "</section>"


def _notes(own: Layer) -> Iterator[str]:
    if own.notes:
        yield "<section><h2>说明和存疑</h2>"
        yield from (f"<p>{escape(note)}</p>" for note in own.notes)
        yield "</section>"
