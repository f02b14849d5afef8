"""The trace says what the walk does: the same findings, each claim's fate, each word's reason."""

import importlib
import json
import sys
from pathlib import Path

import pytest

from detectors.border import Scanner
from detectors.sheet import Sheet
from detectors.trace import trace

HERE = Path(__file__).parent
sys.path.append(str(HERE))
registered = importlib.import_module("registered")
SCANNER = Scanner(register=registered.register())
TEXTS = [
    json.loads(x)["text"] for x in (HERE / "secrets/dev.jsonl").read_text("utf-8").splitlines()
]


def considered(text, kind):
    seen = trace(SCANNER, Sheet.of_text(text))
    (looked,) = [each for each in seen.looked if each.detector.startswith(f"{kind}@")]
    return looked.considered


@pytest.mark.parametrize("first", range(0, len(TEXTS), 40))
def test_the_trace_and_the_scan_find_the_same(first):
    """Claim by claim after settling, span, status and detector."""
    for text in TEXTS[first : first + 40]:
        sheet = Sheet.of_text(text)
        seen = trace(SCANNER, sheet)
        found = SCANNER.scan(sheet).findings["text"]
        assert [(c.start, c.end, c.status, c.detector) for c in seen.standing] == [
            (f.start, f.end, f.status, f.detector) for f in found
        ]
        stood = {(c.start, c.end, c.entity_type) for c in seen.standing}
        for looked in seen.looked:
            for claim in looked.claims:
                exact = (claim.start, claim.end, claim.entity_type) in stood
                assert seen.fate(claim).startswith("成立") or not exact


WHY_NOT = [
    ("trade_secret", "当事人销售配方奶粉12罐。", "公开用语"),
    ("trade_secret", "其配方仅含盐5%。", "没有保密字样"),
    ("trade_secret", "配方经检验甲5%，乙3%。", "检验"),
    ("trade_secret", "成本核算的方法见附件。", "没有数额"),
    ("trade_secret", "成本之外的罚款5元", "罚款"),
    ("trade_secret", "供应商为广州市禾桥食品有限公司。", "单位名称只有1个"),
    ("trade_secret", "保证金管理办法规定年利率为法定同期5%。", "公开用语"),
    ("state_secret_mark", "违反保守国家秘密法。", "不是国家秘密标志"),
    ("state_secret_mark", "侵犯商业秘密的行为", "不是国家秘密标志"),
    ("internal_mark", "泄露内部资料的行为", "不是标识"),
]


@pytest.mark.parametrize(("kind", "text", "why"), WHY_NOT, ids=range(len(WHY_NOT)))
def test_a_word_that_is_no_secret_says_why(kind, text, why):
    """Each of the listed confusions names the reason for which it passed."""
    reasons = [each.because for each in considered(text, kind) if not each.found]
    assert any(why in reason for reason in reasons), reasons
    assert not [each for each in considered(text, kind) if each.found]


def test_a_secret_names_cue_and_quantities():
    """Offsets of the word and of each value, and nothing of the text."""
    text = "经查，其投料配比为芝麻酱55g、腐乳18g。"
    (found,) = [each for each in considered(text, "trade_secret") if each.found]
    assert text[slice(*found.cue)] in {"投料配比", "配比", "投料"}
    assert [text[a:b] for a, b in found.values] == ["55g", "18g"]
    assert "芝麻" not in repr(found)


def test_what_gave_way_says_to_whom():
    """A licence number that passes the identity number's check is a licence number."""
    sheet = Sheet.of_text("施工许可证编号440605201903150101，建设单位未办理质量监督手续。")
    seen = trace(SCANNER, sheet)
    (card,) = [c for each in seen.looked for c in each.claims if c.entity_type == "CN_ID_CARD"]
    assert seen.fate(card).startswith("让位于 LICENCE_NUMBER")


def test_a_detector_that_fails_is_named_with_its_reason():
    """It did not look, so it has considered nothing."""

    class Failing(type(SCANNER.detectors[0])):
        def claims(self, sheet):
            raise RuntimeError(sheet.raw)

    seen = trace(Scanner([Failing()]), Sheet.of_text("甲"))
    assert seen.looked[0].silences == ("failed: RuntimeError",)
    assert seen.looked[0].considered == ()
