"""Mixtures and processes told without a word for it: three or more named shares, or parameters.

Nothing says that they are secret, so they are suspects for a person; goods that were sold, seized
or tested, and shares in a company, are enumerated in the same way and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.finding import Status
from detectors.secret_passages import Passage
from detectors.secret_sentences import Reader
from detectors.secret_values import FINDERS, Span, values

_FEWEST = 3
# Parameters of a process are of several kinds: a temperature and a time.
_KINDS = 2
_OF_A_PROCESS = ("parameter", "duration", "percent", "dimension")
_UNITS = ("%", "‰", "克", "斤", "份", "g", "升", "mL")
_NAME = r"[\u4e00-\u9fffA-Za-z0-9()\-]{1,14}?"
_NEXT = re.compile(rf"[、,;和与及] ?{_NAME}(?:约?为|占|约|用|加|:)? ?")
_PERCENT = re.compile("[%‰份]")
_MAKING = re.compile(
    "配|调[制香和]|兑|掺|拌|混合|投料|投放|投入|加入|添加|放入|熬|卤|腌|制成|自制|原料|辅料|用料|基料|体系|照这个"
)
_PUBLIC = re.compile(
    "检出|检测|检验|抽检|抽样|不合格|超标|超过|限量|限值|标示|标识|标签|营养|净含量|判定|实测|监测|宣称|宣传|广告|说明书"
    "|销售|出售|购进|进货|采购|查获|扣押|查封|库存|没收|货值|净重|毛重|重量|共计|合计|走私|贩卖|毒"
    "|股权|股份|持股|出资|占股|税|利率|分红|罚款|责任|赔偿|同比|增长|完成率|合格率|得票|得分|坡度|湿度|排放"
    "|GB|含量为|粗蛋白|脂肪|碳水"
)
_LEAD = re.compile(r"[:为是按照列]")


def mixtures(text: str) -> Iterator[Passage]:
    """Every enumeration of three or more shares that is neither goods nor a result."""
    reader = Reader(text)
    yield from _processes(text, reader)
    if sum(text.count(unit) for unit in _UNITS) < _FEWEST:
        return
    for row in _rows(text, list(FINDERS["share"](text, 0, len(text)))):
        sentence = reader.sentence(row[0][0])
        shares = all(_PERCENT.search(text, *span) for span in row)
        if sentence.says(_PUBLIC) or not (shares or sentence.says(_MAKING)):
            continue
        clause = sentence.clauses[sentence.index(row[0][0])][0]
        leads = [lead.end() for lead in _LEAD.finditer(text, clause, row[0][0])]
        start = leads[-1] if leads else clause
        because = "连续三种以上组分的用量，没有说明是配方"
        yield Passage(start, row[-1][1], tuple(row), "T1", Status.SUSPECT, because)


#: Words of making and treating; a row of parameters beside one of them is a process.
_TREATING = re.compile(
    "温|压力|转速|速度|功率|电流|电压|频率|真空|静置|保持|保温|升到|降到|升温|降温|冷却|烘|烤|蒸|煮|泡|浸|煎|炒|焙|熏|晾|搅拌"
    "|点浆|杀菌|灭菌|干燥|固化|焊|打印|喷|镀|压制|成型|研磨|粉碎|过滤|发酵|陈化|养护|张力|进给|扫描|流量|流速"
)
_RESULT = re.compile(
    "检出|检测|检验|抽检|抽样|不合格|超标|超过|限值|标示|标签|判定|实测|监测|额定|标准|规范|规程|要求|应当|不得|不低于|不高于|不少于"
    "|不超过|以上|以下|排放|噪声|储存|贮存|冷藏|运输|消毒|水温|体温|时速|行驶|驾驶|血压|气温|室温|限速|宣传|广告|说明书|检定|示值"
    "|罚款|没收|营业时间|责令|期限|天内|日内|逾期|拘留|扣押|查封|铭牌|防护"
)
_STEP = re.compile(r"[^。!?\n\x1e\d]{0,14}")


def _processes(text: str, reader: Reader) -> Iterator[Passage]:
    """Every run of three or more parameters, two kinds of them at least, among words of making."""
    if not (next(FINDERS["parameter"](text, 0, len(text)), None) and _TREATING.search(text)):
        return
    spans = values(text, 0, len(text), _OF_A_PROCESS)
    row: list[Span] = []
    for span in [*spans, (len(text) + 99, len(text) + 99)]:
        if row and not (span[0] <= len(text) and _STEP.fullmatch(text, row[-1][1], span[0])):
            yield from _process(text, reader, row)
            row = []
        row.append(span)


def _process(text: str, reader: Reader, row: list[Span]) -> Iterator[Passage]:
    sentence = reader.sentence(row[0][0])
    units = {text[a:b].lstrip("-0123456789.,至到~～—± ") for a, b in row}
    physical = values(text, row[0][0], row[-1][1], ("parameter",))
    if len(row) < _FEWEST or len(units) < _KINDS or not physical:
        return
    if sentence.says(_RESULT) or not sentence.says(_TREATING):
        return
    clause = sentence.clauses[sentence.index(row[0][0])][0]
    leads = [lead.end() for lead in re.finditer("[::]", text[clause : row[0][0]])]
    because = "连续三个以上工艺参数，没有说明是工艺"
    yield Passage(
        clause + (leads[-1] if leads else 0), row[-1][1], tuple(row), "T2", Status.SUSPECT, because
    )


def _rows(text: str, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Values that follow one another with nothing but a name between them, three or more."""
    row: list[Span] = []
    for span in spans:
        if row and not _NEXT.fullmatch(text, row[-1][1], span[0]):
            if len(row) >= _FEWEST:
                yield row
            row = []
        row.append(span)
    if len(row) >= _FEWEST:
        yield row
