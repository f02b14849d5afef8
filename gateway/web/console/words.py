"""What codes are called on the pages. Rules, channels and kinds have their names in the packs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from policies.standards import standard

_CHINA = ZoneInfo("Asia/Shanghai")

TYPES = {
    "PERSON": "姓名",
    "CN_ID_CARD": "公民身份号码",
    "CN_PASSPORT": "护照号码",
    "CN_TRAVEL_PERMIT": "往来通行证号码",
    "CN_FOREIGN_PERMANENT_RESIDENT": "外国人永久居留证号码",
    "CN_MILITARY_ID": "军人证件号码",
    "CN_DRIVER_FILE_NUMBER": "驾驶证档案编号",
    "CN_SOCIAL_SECURITY": "社会保障号码",
    "PHONE_NUMBER": "电话号码",
    "EMAIL_ADDRESS": "电子邮箱",
    "WECHAT_ID": "微信号",
    "QQ_NUMBER": "QQ 号",
    "IP_ADDRESS": "IP 地址",
    "MAC_ADDRESS": "MAC 地址",
    "BANK_CARD": "银行卡号",
    "BANK_ACCOUNT": "银行账号",
    "CN_VEHICLE_PLATE": "车辆号牌",
    "VIN": "车辆识别代号",
    "ADDRESS": "住址",
    "DATE_OF_BIRTH": "出生日期",
    "COORDINATES": "坐标",
    "MEDICAL_RECORD": "病历号",
    "HEALTH": "健康信息",
    "CN_PROPERTY_CERTIFICATE": "不动产权证书号",
    "TRADE_SECRET": "商业秘密",
    "STATE_SECRET_MARK": "国家秘密标志",
    "INTERNAL_MARK": "内部资料标志",
    "REGISTERED": "登记内容",
}
STATUSES = {"certain": "确定", "likely": "很可能", "suspect": "存疑"}
#: Confidence by a sign as well: nothing is said by colour alone.
SIGNS = {"certain": "●●●", "likely": "●●○", "suspect": "●○○"}
ACTIONS = {"keep": "保留", "mask": "遮盖", "drop": "不展示", "hold": "待人工", "block": "不得公示"}
OPERATORS = {
    "remove": "整处遮盖（***）",
    "surname": "留姓氏（张某）",
    "drop": "整个字段不展示",
}
VERDICTS = {
    "accept": "同意",
    "fix": "修改后同意",
    "reject": "不同意",
    "superseded": "已由新的报送取代",
}
OUTCOMES = {
    "released": "已放行",
    "in_review": "待审核",
    "blocked": "不得公示",
    "rejected": "退回补正",
    "approved": "审核放行",
    "withdrawn": "已撤下",
}
STATES = {"open": "待办", "claimed": "办理中", "settled": "已办结"}
ROLES = {
    "portal": "门户",
    "reviewer": "审核人员",
    "officer": "安全管理员",
    "auditor": "审计管理员",
    "admin": "系统管理员",
}
FACETS = {
    "channel": "渠道",
    "kind": "种类",
    "unit": "单位",
    "reason": "原因",
    "detector": "检测器",
    "policy": "规则包",
    "rules": "全部原因",
}
CONSENT_STATES = {
    "noticed": "等待答复",
    "agreed": "第三方同意",
    "refused": "第三方不同意",
    "unanswered": "逾期未答复",
    "decided": "已决定",
    "void": "案件已另行办结",
}
CONSENT_DECISIONS = {"publish": "公开", "withhold": "不公开", None: ""}
EVENTS = {
    "decided": "规则处理",
    "reviewed": "审核结论",
    "rejected": "退回补正",
    "revealed": "查看原文",
    "consent-noticed": "征求第三方意见",
    "consent-answered": "第三方答复",
    "consent-lapsed": "第三方逾期未答复",
    "consent-decided": "征求意见后决定",
    "consent-void": "征求意见终止",
    "original-destroyed": "原文销毁",
    "hold-placed": "原文保全",
    "hold-lifted": "解除保全",
}


def column(kind: str, code: str) -> str:
    """The heading of a column in the data standard."""
    spec = standard.spec(kind).get(code)
    return code if spec is None else spec.name


def moment(at: str | None) -> str:
    """A moment in Beijing time, to the minute."""
    if not at:
        return "—"
    return f"{datetime.fromisoformat(at).astimezone(_CHINA):%Y-%m-%d %H:%M}"


def called(table: dict[str, str], code: str | None) -> str:
    """The name of a code; the code itself where it has none."""
    return "—" if code is None else table.get(code, code)
