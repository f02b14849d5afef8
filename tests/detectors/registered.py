"""A register of invented entries for tests: lists, a document, a dictionary, an allow-list."""

from detectors import exact, fingerprints
from detectors.exact import ExactList
from detectors.fingerprints import Fingerprints
from detectors.keyed import Roller
from detectors.register import Register, Registered, department
from detectors.wordlist import Wordlist

KEY = b"\x07" * 32
CUSTOMERS = ["云岫（集团）贸易有限公司", "青禾谷种业股份有限公司", "91440101MA5AJQXK4E", "澄江阁"]
PERSONS = ["司徒望舒", "端木清"]
DOCUMENT = (
    "关于揽月湖片区生态修复的内部评估意见。一、湖底淤泥平均厚度一点七米，北岸排口周边重金属含量"
    "偏高，拟分三期清淤，首期安排在汛期之前。二、搬迁农户共四百一十二户，补偿口径由专班另行拟定，"
    "在方案批准以前任何单位不得对外透露。三、施工单位备选两家，倾向于选择有内河清淤经验的一家，"
    "理由是其船机设备可以通过南闸。四、资金缺口约六千万元，拟通过发行专项债券解决。"
)
WORDS = ["天衢工程", "鹿鸣计划"]
PATTERNS = ["QL-[0-9]{4}-[甲乙丙丁]"]
ALLOWED = ["独家工艺美术配方展", "12345政务服务热线"]


def held(id, name, category, value, *departments):
    return Registered(id, name, category, frozenset(map(department, departments)), value)


def exact_list(name, entries):
    return ExactList(name, KEY, exact.build(name, KEY, entries).entries)


def document(name, text):
    return Fingerprints(name, KEY, fingerprints.build(name, KEY, text))


def register(**changed):
    """Everything above, in force for all departments; ``changed`` replaces a part."""
    parts = {
        "lists": (
            held("c1", "重点客户", "customer", exact_list("c1", CUSTOMERS)),
            held("p1", "受保护人员", "person", exact_list("p1", PERSONS)),
        ),
        "documents": (held("d1", "揽月湖评估", "document", document("d1", DOCUMENT)),),
        "dictionaries": (held("w1", "专项代号", "dictionary", Wordlist(WORDS, PATTERNS)),),
        "allowed": (held("a1", "公开名称", "other", Wordlist(ALLOWED)),),
        "roller": Roller(KEY),
    }
    return Register(**parts | changed)
