"""What stands around a number and its cue: running text, brackets, JSON, tables, markup."""

from __future__ import annotations

from dataclasses import dataclass

_CUE, _VALUE = "{cue}", "{value}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A text with a place for the cue and one for the value. ``label`` is Chinese."""

    name: str
    label: str
    template: str

    def around(self, cue: str, value: str) -> tuple[str, int]:
        """The text, and the offset at which the value begins."""
        before, after = self.template.replace(_CUE, cue).split(_VALUE)
        return before + value + after, len(before)


CARRIERS: tuple[Carrier, ...] = (
    Carrier("chinese", "前后紧接汉字", "当事人{cue}{value}到场"),
    Carrier("colon", "冒号与句号之间", "其{cue}：{value}。"),
    Carrier("comma", "逗号之间", "何小满，{cue}{value}，有效"),
    Carrier("brackets", "圆括号内", "{cue}（{value}）"),
    Carrier("shared-brackets", "与字样同在括号内", "何小满（{cue}{value}）到场"),
    Carrier("square", "方括号之后", "【{cue}】{value}，有效"),
    Carrier("quotes", "引号内", "{cue}“{value}”"),
    Carrier("corner-quotes", "直角引号内", "{cue}「{value}」"),
    Carrier("json", "JSON", '{"{cue}":"{value}"}'),
    Carrier("json-row", "JSON多键", '{"n": "何小满", "{cue}": "{value}", "s": 1}'),
    Carrier("cell", "制表符分隔的单元格", "何小满\t{cue}\t{value}\t有效"),
    Carrier("csv", "CSV", "何小满,{cue},{value},有效"),
    Carrier("slash", "斜线之间", "何小满/{cue}{value}/到场"),
    Carrier("line", "单独成行", "何小满\n{cue}{value}\n到场"),
    Carrier("end", "文末", "系{cue}{value}"),
    Carrier("alone", "全文", "{cue}{value}"),
    Carrier("table", "HTML表格", "<tr><td>{cue}</td><td>{value}</td></tr>"),
    Carrier("tag", "HTML标签内", '<p>{cue}：<span class="v">{value}</span></p>'),
    Carrier("entity", "HTML实体之间", "{cue}&#65306;{value}&nbsp;&lt;br&gt;"),
    Carrier("bold", "Markdown加粗", "- **{cue}**：**{value}**"),
    Carrier("code", "Markdown代码", "{cue} `{value}` 有效"),
    Carrier("pipes", "Markdown表格", "| {cue} | {value} | 有效 |"),
)
