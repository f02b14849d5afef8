"""Trade secrets: what is hidden, what stays readable beside it, how sure the detector is."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.border import Scanner
from detectors.finding import Status
from detectors.sheet import Passage, Sheet
from detectors.trade_secret import TradeSecret

SUBJECT = "江门市潭前商贸有限公司"
WORDS = [
    *(
        "配方",
        "组分",
        "含量",
        "工艺",
        "图纸",
        "图号",
        "算法",
        "试验数据",
        "客户",
        "供应商",
        "成本价",
    ),
    *(
        "投标报价",
        "账户余额",
        "合同价款",
        "拟融资",
        "商业秘密",
        "申请人声明",
        "保密",
        "检测",
        "罚款",
    ),
    *("货值", "违法所得", "5%", "12.6元", "3kg", "80℃", "2小时", "1:2:3", "±0.1mm", "AB-1234"),
    *("密钥: x9Kp2Qz7", "10.1.1.1", "内网", "甲乙有限公司", "丙丁商店", "《价格法》第四十条"),
    *"，。、；（）\n",
]


def claims(text: str, subject: str = SUBJECT):
    sheet = Sheet([Passage("name", subject, holds="ORGANIZATION"), Passage("facts", text)])
    start = sheet.starts[1]
    found = [c for c in TradeSecret().claims(sheet) if c.start >= start]
    return [(text[c.start - start : c.end - start], c) for c in found]


def hidden(text: str) -> str:
    return "|".join(words for words, _ in claims(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{SUBJECT}自有酱料配方（黄豆40%、蒜蓉12%），未公开。", SUBJECT),
        (f"该批纸巾{SUBJECT}的进价为每件12元，处以罚款2万元。", SUBJECT),
        (
            "进价为每件12元，依据《中华人民共和国价格法》第四十条处罚。",
            "《中华人民共和国价格法》第四十条",
        ),
        ("成本为21000元，违法所得14000元，并处罚款30000元。", "违法所得14000元，并处罚款30000元"),
        (
            "申请人声明保密的产品许可证编号为SC10144060500123，配方为甲20%、乙30%。",
            "SC10144060500123",
        ),
        ("合同金额580万元，依据规定处合同金额0.5%的罚款2.9万元。", "处合同金额0.5%的罚款2.9万元"),
        ("依粤市监罚〔2026〕12号，毛利率18%。", "粤市监罚〔2026〕12号"),
    ],
    ids=range(7),
)
def test_what_the_standard_shows_is_never_inside_a_passage(text: str, kept: str):
    """Fines, the subject's name, statutes, licence and document numbers stay readable."""
    found = claims(text)
    assert found
    at = text.index(kept)
    sheet_start = len(SUBJECT) + 1
    for _, claim in found:
        assert claim.end - sheet_start <= at or at + len(kept) <= claim.start - sheet_start


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("配 方 为黄豆40%、蒜蓉12%。", "配 方 为黄豆40%、蒜蓉12%"),
        ("毛 利 率 18%。", "毛 利 率 18%"),
        ("客户包括苏州拙翠艺术馆、宁波听涛阁。", "苏州拙翠艺术馆、宁波听涛阁"),
        ("货源来自山东莱州海盐场、荣成桑沟湾基地等两家。", "山东莱州海盐场、荣成桑沟湾基地"),
        ("豆浆82℃点浆，静置17分钟，压制压力0.3MPa。", "豆浆82℃点浆，静置17分钟，压制压力0.3MPa"),
        ("脚本有score = 0.37*watch + 0.2*gift。", "脚本有score = 0.37*watch + 0.2*gift"),
        ("拟以3.4亿元并购一家雾化器厂。", "拟以3.4亿元并购一家雾化器厂"),
        ("总装图（图号FM25-00-03，版次C）。", "总装图（图号FM25-00-03，版次C）"),
    ],
    ids=range(8),
)
def test_what_the_first_tables_did_not_see(text: str, secret: str):
    """Words set apart, houses of unusual names, processes without a word for them, plain code."""
    assert hidden(text) == secret


@pytest.mark.parametrize(
    "text",
    [
        "客户投诉现场、市场秩序混乱。",
        "当事人将菜品温度保持60℃2小时以上，不符合规范，压力容器0.3MPa未检验。",
        "室温26℃，湿度60%，营业时间8小时。",
        "法定代表人、经营场所、登记机关的信息未公开。",
        "供应商未提供资料、场所未备案。",
    ],
    ids=range(5),
)
def test_what_looks_alike_stays(text: str):
    """Places and conditions that an inspection names are neither a list nor a process."""
    assert not claims(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("毛利率18%。", Status.LIKELY),
        ("毛利率18%，属保密信息。", Status.CERTAIN),
        ("毛利率18%，货值金额500元。", Status.SUSPECT),
        ("投标报价386万元。", Status.LIKELY),
        ("向客人报价386元。", Status.SUSPECT),
        ("添加量为甲5%、乙3%。", Status.SUSPECT),
        ("申报的添加量为甲5%、乙3%。", Status.LIKELY),
    ],
    ids=range(7),
)
def test_the_words_around_decide_how_sure_it_is(text: str, status: Status):
    """Secrecy words raise the status, words of the penalty lower it so that a person looks."""
    assert [claim.status for _, claim in claims(text)] == [status]


def test_shields_stand_beside_a_passage_in_the_whole_scan():
    """The fine, the subject and the statute are still found and kept when claims are settled."""
    text = f"{SUBJECT}的毛利率18%。依据《中华人民共和国价格法》第四十条处以罚款2万元。"
    sheet = Sheet([Passage("name", SUBJECT, holds="ORGANIZATION"), Passage("facts", text)])
    found = {f.entity_type: f for f in Scanner().scan(sheet).findings["facts"]}
    assert set(found) == {"ORGANIZATION", "TRADE_SECRET", "STATUTE", "PUBLIC_AMOUNT"}
    secret = found.pop("TRADE_SECRET")
    assert text[secret.start : secret.end] == "毛利率18%"
    assert all(f.end <= secret.start or secret.end <= f.start for f in found.values())


def test_an_amount_behind_the_words_of_the_penalty_is_public():
    """The nearer word decides, as standards.md section 5 wants it."""
    assert not claims("以成本价计算违法所得500元，予以没收。")
    assert not claims("按工程合同价款百分之二处罚款30万元。")


def test_the_applicants_mark_names_the_passage():
    """Where a recipe is also declared secret, the declaration decides: it starts the consent."""
    ((words, claim),) = claims("组分表载明树脂42%、助剂3.5%，申请人声明属于商业秘密。")
    assert words == "组分表载明树脂42%、助剂3.5%"
    assert claim.category == "B8"


def test_amounts_that_a_comma_parts_are_one_passage():
    """Reviewers see one passage, not a row of them."""
    assert hidden("净利润146万元，应收账款20万元。") == "净利润146万元，应收账款20万元"


def test_a_list_is_hidden_and_its_heading_is_not():
    """The reader still learns that there were customers."""
    assert hidden("客户名单包括佛山市甘泉贸易有限公司、江门市乐风电器厂。") == (
        "佛山市甘泉贸易有限公司、江门市乐风电器厂"
    )


def test_the_subject_is_no_customer_of_itself():
    """A known name ends the list instead of being hidden with it."""
    assert SUBJECT not in hidden(f"客户有{SUBJECT}、江门市乐风电器厂、台山市海宴商店。")


def test_agencies_are_no_suppliers():
    """Agencies that act together are not a list of anybody's partners."""
    assert not claims("供货方资料由江门市市场监督管理局、江门市公安局调取。")


def test_an_explanation_holds_nothing_of_the_text():
    """What explains a finding is the same for every text."""
    folder = Path(__file__).parent / "secrets"
    rows = map(json.loads, (folder / "dev.jsonl").read_text("utf-8").splitlines())
    for row in rows:
        labelled = {row["text"][s["start"] : s["end"]] for s in row["spans"]}
        for finding in Scanner([TradeSecret()]).scan_text(row["text"]):
            assert finding.explanation
            assert not any(words in finding.explanation for words in labelled)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_any_text_gives_separate_claims_inside_it(text: str):
    """Nothing raises, no claim is empty, no two overlap."""
    spans = sorted((c.start, c.end) for c in TradeSecret().claims(Sheet.of_text(text)))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_no_passage_holds_the_subject(text: str):
    """However the words fall, a name that a column holds is never hidden."""
    for words, _ in claims(f"{text}{SUBJECT}{text}"):
        assert SUBJECT not in words
