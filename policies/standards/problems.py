"""What may be wrong with one cell or one row, in words for the clerk. No message holds a value."""

from __future__ import annotations

from policies.standards.spec import Problem

#: Code -> message. ``{name}`` is the Chinese heading of the field at fault.
MESSAGES = {
    "EMPTY_ROW": "这一行没有任何内容；请删除空行，或补填后重报",
    "UNKNOWN_KIND": (
        "无法判断这一行是哪一类记录；请用标准的列名，或者注明类别"
        "（permit 行政许可、penalty 行政处罚、catalogue_item 事项目录、document 文书）"
    ),
    "UNKNOWN_STANDARD": "注明的数据标准不存在，或者不含这类记录；请改为 {known} 之一，或者不注明",
    "UNKNOWN_COLUMN": "{name}不是数据标准里的列；请改用标准列名（金额单位是万元），或删除这一列",
    "DUPLICATE_COLUMN": "有两列都是“{name}”而内容不同；请只保留正确的一列",
    "REQUIRED_BLANK": "“{name}”必填而为空；请补填后重报",
    "VALUE_NOT_IN_LIST": "“{name}”不在规定的取值之内；请改为：{values}",
    "TOO_LONG": "“{name}”超过 {length} 个字符；请精简，或把多出的内容移到相应的列",
    "DATE_FORMAT": "“{name}”不是日期格式；请按 YYYY/MM/DD 填写，长期有效的填 2099/12/31",
    "DATE_INVALID": "“{name}”不是日历上存在的日期；请核对年月日",
    "AMOUNT_FORMAT": "“{name}”不是数字；请只填以万元为单位的数字，不带千分位逗号和单位",
    "AMOUNT_PLACES": "“{name}”的小数超过 {places} 位；请核对单位是否为万元",
    "AMOUNT_NEGATIVE": "“{name}”是负数；请核对金额",
    "SPREADSHEET_NUMBER": (
        "“{name}”被电子表格变成了小数或科学记数，原来的数字已经失真；"
        "请把该列设为文本格式，照原件重新填写"
    ),
    "NOT_TEXT": "“{name}”不是文字；请把该列设为文本格式后重新填写",
    "ILLEGAL_CHARACTER": "“{name}”里有看不见的控制字符；请删除后重新填写",
    "CREDIT_CODE_CHECK": (
        "“{name}”不是有效的统一社会信用代码（校验位不符）；"
        "请照证照核对，没有代码的填 17 个 0 加大写 X"
    ),
    "ORG_CODE_CHECK": "“{name}”不是有效的组织机构代码（校验位不符）；请照证照核对",
    "REGISTRATION_CHECK": "“{name}”不是有效的工商注册号（校验位不符）；请照营业执照核对",
    "IDENTITY_NUMBER_CHECK": (
        "“{name}”不是有效的公民身份号码（日期或校验位不符）；请照证件核对，其他证件请改证件类型"
    ),
    "DUPLICATE_RECORD": (
        "与已报送的一条记录重复（文号、相对人、决定日期、机关都相同）；"
        "更正请走更正流程，不是同一决定的请核对文号"
    ),
}


def problem(code: str, field: str, **facts: object) -> Problem:
    """The problem with its message; ``facts`` come from the standard, never from the row."""
    return Problem(field, code, MESSAGES[code].format(**facts))
