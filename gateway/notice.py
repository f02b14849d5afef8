"""The papers of a consultation: what a third party is asked, what it is told was decided.

They hold the exact spans, for whose eyes they are: the third party's own information. Made for
printing, as plain text or as a page without scripts.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from html import escape

from gateway.consent import Consent
from gateway.record import Record
from gateway.sheets import AGENCIES
from policies.standards import standard

_KINDS = {"permit": "行政许可", "penalty": "行政处罚", "catalogue_item": "事项目录"}
_NUMBERS = ("CF_WSH", "XK_WSH", "document_number")
_ASKING = "征求第三方意见通知书"
_TELLING = "第三方意见征询决定告知书"
_DECISIONS = {"publish": "公开", "withhold": "不公开"}
_GROUNDS = {
    "consent": "你（单位）同意公开（《中华人民共和国政府信息公开条例》第十五条）",
    "refused": "你（单位）不同意公开且有合理理由（《中华人民共和国政府信息公开条例》第三十二条）",
    "authority": "由本机关依照《中华人民共和国政府信息公开条例》第三十二条的规定决定",
    "public-interest": "不公开会对公共利益造成重大影响"
    "（《中华人民共和国政府信息公开条例》第十五条、第三十二条）",
}
_STYLE = (
    "body{font-family:serif;max-width:40em;margin:2em auto;line-height:1.7}"
    "h1{font-size:1.4em;text-align:center}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #000;padding:.3em .5em;text-align:left;vertical-align:top}"
    "td.text{white-space:pre-wrap;word-break:break-all}"
    ".end{margin-top:3em;text-align:right}"
    "@media print{body{margin:0}tr{page-break-inside:avoid}}"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be printed. ``spans`` are where and what; the repr shows neither."""

    title: str
    number: str
    party: str = field(repr=False)
    before: tuple[str, ...] = field(repr=False)
    spans: tuple[tuple[str, str, str], ...] = field(repr=False)
    after: tuple[str, ...] = field(repr=False)
    agency: str = field(repr=False)

    @property
    def policy(self) -> str:
        """The content security policy of the page: its own style, known by digest, and nothing."""
        digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
        return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"

    def text(self) -> str:
        """Plain text, UTF-8."""
        lines = [self.title, f"编号：{self.number}", "", f"{self.party}：", *self.before, ""]
        for place, (column, where, span) in enumerate(self.spans, 1):
            lines += [f"  {place}. {column}（{where}）", f"     {span}"]
        return "\n".join([*lines, "", *self.after, "", self.agency, "    年  月  日", ""])

    def html(self) -> str:
        """A page of its own: no script, nothing from elsewhere."""
        rows = "".join(
            f"<tr><td>{place}</td><td>{escape(column)}</td><td>{escape(where)}</td>"
            f'<td class="text">{escape(span)}</td></tr>'
            for place, (column, where, span) in enumerate(self.spans, 1)
        )
        before = "".join(f"<p>{escape(line)}</p>" for line in self.before)
        after = "".join(f"<p>{escape(line)}</p>" for line in self.after)
        return (
            '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title><style>{_STYLE}</style></head><body>"
            f"<h1>{escape(self.title)}</h1><p>编号：{escape(self.number)}</p>"
            f"<p>{escape(self.party)}：</p>{before}"
            "<table><thead><tr><th>序号</th><th>栏目</th><th>位置</th><th>内容</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>{after}"
            f'<p class="end">{escape(self.agency)}<br>　　年　　月　　日</p></body></html>\n'
        )


def paper(consent: Consent, record: Record, party: str, reason: str, within: int) -> Paper:
    """The notice while nothing is decided; then what was decided, why, and on what ground.

    ``within`` are the working days that the pack gives for an answer.
    """
    decided = consent.decision is not None
    return Paper(
        _TELLING if decided else _ASKING,
        consent.id,
        party,
        _decided(consent, record) if decided else _asked(consent, record),
        tuple(_shown(consent, record)),
        _why(consent, reason) if decided else _how(consent, within),
        _stated(record, AGENCIES) or "（机关名称）",
    )


def _asked(consent: Consent, record: Record) -> tuple[str, ...]:
    return (
        f"本机关拟公示{_matter(record)}，其中下列内容可能涉及你（单位）的商业秘密或者个人隐私。"
        "依照《中华人民共和国政府信息公开条例》第十五条、第三十二条的规定，现征求你（单位）的意见：",
    )


def _how(consent: Consent, within: int) -> tuple[str, ...]:
    due = _day(consent.due)
    hint = "（该年度放假安排尚未公布，截止日以公布后的安排为准）" if consent.provisional else ""
    return (
        f"请自收到本通知之日（{_day(consent.served_on)}）起{within}个工作日内，即{due}前（含当日）"
        f"书面答复是否同意公开{hint}；不同意的，请说明理由。",
        "逾期未提出意见的，由本机关依照《中华人民共和国政府信息公开条例》的规定决定是否公开。"
        "不同意公开且有合理理由的，本机关不予公开；"
        "认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的内容和理由书面告知。",
        "答复：□ 同意公开　　□ 不同意公开，理由：＿＿＿＿＿＿＿＿＿＿＿＿　　签章：　　　　日期：",
    )


def _decided(consent: Consent, record: Record) -> tuple[str, ...]:
    answered = f"你（单位）已于{_day(consent.answered_on)}答复"
    said = answered if consent.answered_on else "你（单位）在规定期限内未提出意见"
    return (
        f"关于{_matter(record)}中的下列内容，本机关于{_day(consent.served_on)}征求你（单位）的意见，"
        f"{said}。现决定{_DECISIONS[consent.decision or 'withhold']}：",
    )


def _why(consent: Consent, reason: str) -> tuple[str, ...]:
    ground = _GROUNDS[consent.ground or "authority"]
    return (
        f"依据：{ground}。",
        f"理由：{reason}",
        "如不服本决定，可以依法申请行政复议或者提起行政诉讼。",
    )


def _matter(record: Record) -> str:
    number = _stated(record, _NUMBERS)
    kind = _KINDS.get(record.kind, "文书")
    return f"{kind}信息（文号：{number}）" if number else f"{kind}信息"


def _stated(record: Record, columns: tuple[str, ...]) -> str:
    return next((record.fields[c] for c in columns if record.fields.get(c)), "")


def _shown(consent: Consent, record: Record) -> list[tuple[str, str, str]]:
    specs = standard.spec(record.kind)
    return [
        (
            specs[span.field].name,
            f"第{span.start + 1}至{span.end}字",
            record.fields[span.field][span.start : span.end],
        )
        for span in consent.spans
    ]


def _day(day: str | None) -> str:
    said = date.fromisoformat(day) if day else None
    return f"{said.year}年{said.month}月{said.day}日" if said else ""
