"""The codes by which rows are refused while a file is read, each with its Chinese message.

No message holds a value; a column is named only when its name looks like one.
"""

from __future__ import annotations

import re

from policies.standards.spec import Problem

_LONGEST_HEADING = 100
_DIGIT_RUN_RE = re.compile(r"\d{8}")

_MESSAGES = {
    "BAD_QUOTE": "本行的引号位置不对；请把含引号的单元格整体加引号、内部引号写两遍后重报",
    "BOOLEAN_VALUE": "{column}是逻辑值（真/假），不是文字；请改为文字后重新填写",
    "CELL_TOO_LARGE": "{column}内容过长，没有读入；请缩短后重报，若并无长内容请检查引号是否配对",
    "CONTROL_CHARACTER": "{column}含有看不见的控制字符或损坏的字符；请删除后重新填写",
    "DUPLICATE_KEY": "{column}在同一条记录中出现了两次；请只保留一个后重报",
    "ERROR_VALUE": "{column}是表格软件的错误值（如 #N/A）；请改为正确内容后重新填写",
    "FIELDS_SHAPE": "fields 应为“列名: 内容”的对象；请按接口说明改写后重报",
    "FORMULA": "{column}是公式，不是内容；请用“选择性粘贴-数值”换成文字后重新填写",
    "MERGED_CELL": "{column}位于合并单元格内；请取消合并，并在每一行填写内容",
    "NESTED_VALUE": "{column}的内容又是一个对象或列表；请改为一段文字后重报",
    "NOT_A_NUMBER": "{column}是 NaN 或无穷大；请改为实际内容后重新填写",
    "NOT_JSON": "本条不是合法的 JSON；请检查引号、逗号和括号后重报",
    "NOT_OBJECT": "本条应是一个 JSON 对象（以 { 开头）；请按接口说明改写后重报",
    "ROW_SHAPE": "本行的单元格与列名对不上；请检查分隔符、引号和多余的单元格后重报",
    "SCIENTIFIC_NOTATION": "{column}是科学计数法，原来的数字可能已丢失；请把该列设为文本后重新填写",
    "SECOND_HEADER": "本行又是一行列名；请删除本行后重报",
    "SPREADSHEET_DATE": "{column}不是有效的日期；请按 YYYY/MM/DD 以文本重新填写",
    "SPREADSHEET_NUMBER": (
        "{column}被表格软件存成了数字，末位可能已丢失；请把该列设为文本后重新填写"
    ),
    "TOO_MANY_COLUMNS": "本条的列过多，没有读入；请删除多余的列后重报",
    "TRAILING_TEXT": "数组结束之后还有内容，没有读入；请把所有记录放进同一个数组后重报",
    "TRUNCATED": "文件在此处中断或不合法，此后的内容没有读入；请重新导出完整的文件后重报",
    "UNCLOSED_QUOTE": "本行有引号没有配对，行内内容没有读入；请补上引号后重报",
}


def looks_like_heading(text: str) -> bool:
    """Whether a text may be a column's name; a long text or a long number is somebody's value."""
    return 0 < len(text) <= _LONGEST_HEADING and not _DIGIT_RUN_RE.search(text)


def problem(code: str, column: str = "") -> Problem:
    """The problem of a code, for a column or (``""``) for the whole row."""
    shown = column if looks_like_heading(column) else ""
    return Problem(shown, code, _MESSAGES[code].replace("{column}", f"“{shown}”" if shown else ""))
