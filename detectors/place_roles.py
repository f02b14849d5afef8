"""Whose an address is: a person's home, a business's seat, an agency's own, or a scene of facts.

Told by what stands around; the policy decides by it what may be shown.
"""

from __future__ import annotations

import re

from detectors.organization import organizations
from detectors.sheet import Sheet

_PERSON = re.compile(
    r"(?:家庭?住址|现住址?|居住[地在于]|户籍[所在地址]*|家住|住址|收[件货]地址|邮寄地址|租住[于在]?|暂住[于在地]?"
    r"|出生[,、(]?(?:现|家)?住|[男女族农工岁,、)]住|民身份[^。]{0,30}住|住)[:,为是在于]?[ ]?$"
)
_BUSINESS = re.compile(
    r"(?:住 {0,4}所|经营场所|营业场所|经营地[址点]?|注册地[址点]?|地 {0,6}址|单位地址"
    r"|生产地[址点]|厂址|店址|坐落|登记地)[:,为是在于]?[ ]{0,2}$"
)
_AGENCY = re.compile(
    r"(?:局|厅|委员会|政府|大队|支队|法院|分行|支行|营业部|银行|服务中心|窗口"
    r"|信用社|[派财]所)(?:[(,]?(?:地 {0,4}址|位于|设在)?[:为]?)$"
)
#: Where money or papers are to be brought.
_PAYMENT = re.compile(
    r"(?:[缴汇交送][至到往入]|[向到至](?=[^,;]{2,12}[局厅行])|代收)[^;]{0,30}(?:银行|[支分]行|信用社|[局厅处]|中心|政府)"
)
_PAID = re.compile(r"[^。\n]{0,4}(?:逾期不缴|缴纳罚款|缴款|办理)")
_HOME = re.compile("家中|家里|住宅|宅基地|自建|住处|租住|暂住|居住|老房|住房|祖宅|自住")
#: What stands in front of a person's own address, and in front of a business's.
_WHO = re.compile(
    r"(?P<person>[男女](?=[,、 ])|[汉回满壮苗]族|出生|周?岁)|(?P<number>身份证|公民身份)"
    r"|(?P<representative>法定代表人)|公司|[厂店]|信用代码|注册号|负责人|经营者"
)
_PREMISES = re.compile(
    r"[(]?的?(?:当事人|该公司|该店|你(?:单位|公司))?的?(?:经营场所|住所|厂区|厂房|店铺|门店|营业场所|办公)"
)
_PREMISES_BEFORE = re.compile(r"(?:经营场所|营业场所|住所|店铺|门店|厂区)[(:为在位于]{0,3}$")
_OFFICE = re.compile(r"[^,。;]{2,10}(?:局|委员会|政府|大厅|法院|中心)")
_SEAT_BEHIND = re.compile(r"的(?!经营期)[^,。;]{0,4}|[^,。;\n]{0,2}(?:经营场所|公司|店|厂)")
_BRACKET = re.compile(r"[(][^()]{0,3}地 {0,4}址[:为]?$")
_LINE = re.compile(r"[。\n]")
_WIDTH = 80


def role(sheet: Sheet, start: int, end: int) -> str:
    """``person``, ``business``, ``agency`` or ``scene``, for a span of the view."""
    before = sheet.view.before(start, 20)
    behind = sheet.view.after(end, 12)
    if _PERSON.search(before) or _HOME.search(before[-8:] + behind[:6]):
        return "person"
    headed = bool(_BUSINESS.search(before))
    if headed and _speaks_of_a_person(sheet, start):
        return "person"
    if _is_office(sheet, start, before, behind, headed=headed):
        return "agency"
    if headed or _is_seat(before, behind):
        return "business"
    if end in sheet.once(starts_of_names):
        return "agency" if _OFFICE.match(behind) else "business"
    return "scene"


def _is_seat(before: str, behind: str) -> bool:
    """Whether premises are named right in front or behind, or whose place it is."""
    return bool(
        _PREMISES.match(behind) or _PREMISES_BEFORE.search(before) or _SEAT_BEHIND.match(behind)
    )


def _is_office(sheet: Sheet, start: int, before: str, behind: str, *, headed: bool) -> bool:
    """Whether an agency or bank is named right in front, or money is to be brought there."""
    if not headed:
        return bool(_AGENCY.search(before))
    bracket = _BRACKET.search(before)
    if bracket and _AGENCY.search(before[: bracket.start()]):
        return True
    line = _LINE.split(sheet.view.before(start, _WIDTH))[-1]
    return bool(_PAID.match(behind) or _PAYMENT.search(line))


def _speaks_of_a_person(sheet: Sheet, start: int) -> bool:
    """Whether the words of this line that tell whose address it is, the nearest one, mean a person.

    Homes stand behind 住所 and 地址, too (张三,男,汉族,住所:…).
    """
    line = _LINE.split(sheet.view.before(start, _WIDTH))[-1]
    told = [who.lastgroup for who in _WHO.finditer(line)]
    if told and told[-1] == "number":  # a representative's, in a line that speaks of a company
        return "representative" not in told
    return bool(told) and told[-1] == "person"


def starts_of_names(sheet: Sheet) -> frozenset[int]:
    """Where the names of organisations begin."""
    return frozenset(mention.start for mention in organizations(sheet))
