"""The matrix of forms inside the value and carriers around it: every cell is held."""

import pytest

from detectors.border import Scanner
from detectors.checksums import identity_check, luhn_check, uscc_check
from detectors.finding import Status
from detectors.sheet import Sheet

IDENTITY = "44010619780312001" + identity_check("44010619780312001")
IDENTITY_X = next(
    body + "X"
    for body in (f"44010619820630{n}" for n in range(100, 999))
    if identity_check(body) == "X"
)
MOBILE = "13812345678"
CARD = "622202123456789012" + luhn_check("622202123456789012")
CODE = "91440106MA5DXYP12" + uscc_check("91440106MA5DXYP12")

PLAIN = str.maketrans("0123456789", "〇一二三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")


def pieces(value, sizes):
    at = 0
    for size in sizes:
        yield value[at : at + size]
        at += size


def grouped(by):
    return lambda value, sizes: by.join(pieces(value, sizes))


def wide(value, _):
    return "".join(chr(ord(c) + 0xFEE0) for c in value)


FORMS = {
    "plain": lambda value, _: value,
    "lower": lambda value, _: value.lower(),
    "spaced": grouped(" "),
    "wide-spaced": grouped("\u3000"),
    "dashed": grouped("-"),
    "en-dashed": grouped("–"),
    "dotted": grouped("."),
    "middle-dotted": grouped("·"),
    "underscored": grouped("_"),
    "every-digit": lambda value, _: " ".join(value),
    "full-width": wide,
    "zero-width": lambda value, _: "\u200b".join(value),
    "soft-hyphens": grouped("\u00ad"),
    "line-break": lambda value, sizes: value[: sizes[0]] + "\n" + value[sizes[0] :],
    "windows-line-break": lambda value, sizes: value[: sizes[0]] + "\r\n  " + value[sizes[0] :],
    "tabbed": grouped("\t"),
}
DIGIT_FORMS = {
    "numerals": lambda value, _: value.translate(PLAIN),
    "capital-numerals": lambda value, _: value.translate(CAPITAL),
    "mixed-numerals": lambda value, _: value[:5] + value[5:9].translate(PLAIN) + value[9:],
    "arabic-indic": lambda value, _: "".join(chr(0x660 + int(c)) for c in value),
}
MOBILE_FORMS = {
    "plus-86": lambda value, _: "+86" + value,
    "plus-86-spaced": lambda value, sizes: "+86 " + " ".join(pieces(value, sizes)),
    "0086": lambda value, _: "0086" + value,
    "86-in-brackets": lambda value, _: "(+86)" + value,
    "dashed-86": lambda value, sizes: "+86-" + "-".join(pieces(value, sizes)),
}
CARRIERS = {
    "chinese": ("当事人", "到场"),
    "after-colon": ("：", "。"),
    "brackets": ("（", "）"),
    "square": ("【", "】"),
    "quotes": ("“", "”"),
    "json": ('{"v":"', '"}'),
    "tab-cell": ("何小满\t", "\t有效"),
    "csv": ("何小满,", ",有效"),
    "alone": ("", ""),
    "end": ("系", ""),
    "line": ("何小满\n", "\n到场"),
    "slash": ("何小满/", "/到场"),
}
KINDS = {
    "CN_ID_CARD": ("身份证号", IDENTITY, (6, 8, 4), DIGIT_FORMS),
    "PHONE_NUMBER": ("电话", MOBILE, (3, 4, 4), DIGIT_FORMS | MOBILE_FORMS),
    "BANK_CARD": ("银行卡号", CARD, (4, 4, 4, 4, 3), DIGIT_FORMS),
    "CN_USCC": ("统一社会信用代码", CODE, (2, 6, 9, 1), {}),
}

MATRIX = [
    pytest.param(entity, form, carrier, id=f"{entity}-{form_name}-{carrier_name}")
    for entity, (_, _, _, extra) in KINDS.items()
    for form_name, form in (FORMS | extra).items()
    for carrier_name, carrier in CARRIERS.items()
]


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


def found(scanner, entity, before, value, after):
    text = before + value + after
    return [
        finding
        for finding in scanner.scan_text(text)
        if finding.entity_type == entity
        and finding.start <= len(before)
        and finding.end >= len(before) + len(value)
        and finding.end - finding.start <= len(value) + 1
    ]


@pytest.mark.parametrize(("entity", "form", "carrier"), MATRIX)
def test_every_form_is_found_in_every_carrier_behind_its_cue(scanner, entity, form, carrier):
    """However the number is written and whatever stands around it, the whole of it is found."""
    cue, value, sizes, _ = KINDS[entity]
    before, after = carrier
    assert found(scanner, entity, before + cue, form(value, sizes), after)


@pytest.mark.parametrize(
    ("entity", "form", "carrier"),
    [
        pytest.param(e, f, c, id=f"{e}-{fn}-{cn}")
        for e in ("CN_ID_CARD", "PHONE_NUMBER", "CN_USCC")
        for fn, f in FORMS.items()
        for cn, c in CARRIERS.items()
        if fn not in {"underscored", "tabbed", "windows-line-break"}
    ],
)
def test_every_form_is_found_without_a_cue(scanner, entity, form, carrier):
    """Without a word in front at least a suspect remains."""
    _, value, sizes, _ = KINDS[entity]
    before, after = carrier
    assert found(scanner, entity, before, form(value, sizes), after)


@pytest.mark.parametrize("form", [pytest.param(f, id=n) for n, f in FORMS.items()])
def test_the_check_character_x_in_every_form(scanner, form):
    """Upper or lower case, wide or cut off by a space."""
    value = form(IDENTITY_X, (6, 8, 4))
    (finding,) = found(scanner, "CN_ID_CARD", "身份证号", value, "，")
    assert finding.status is Status.CERTAIN


@pytest.mark.parametrize("name", ["张三", "李四", "王五", "赵六", "陈一", "何小两"])
@pytest.mark.parametrize("value", [IDENTITY, MOBILE, CARD], ids=["identity", "mobile", "card"])
def test_a_name_that_ends_in_a_numeral_hides_no_number(scanner, name, value):
    """张三13812345678 is a name and a number, not a number of twelve digits."""
    spans = {(f.start, f.end) for f in scanner.scan_text(name + value + "一事")}
    assert (len(name), len(name) + len(value)) in spans


@pytest.mark.parametrize("between", [" ", "、", "，", "/", "\t", "\n", "；", "和"])
def test_numbers_side_by_side_stay_two(scanner, between):
    """Neighbours are neither joined nor lost."""
    text = f"联系电话{MOBILE}{between}13987654321"
    spans = [(f.start, f.end) for f in scanner.scan_text(text) if f.entity_type == "PHONE_NUMBER"]
    assert spans == [(4, 15), (15 + len(between), 26 + len(between))]


@pytest.mark.parametrize("unit", ["1 ", "7 3 ", "1\n3\n", "一 "])
def test_two_hundred_thousand_single_digits_are_read_to_their_end(unit):
    """Every detector looks, the row is a suspect, and the numbers beside it are found."""
    row = unit * (200_000 // len(unit))
    text = f"电话{MOBILE}，数据：{row}。身份证号{IDENTITY}"
    scan = Scanner(budget_s=600).scan(Sheet.of_text(text))  # a busy machine is no failure
    assert not scan.unread
    spans = {(f.start, f.end): f for f in scan.findings["text"]}
    assert spans[2, 13].status is Status.CERTAIN
    assert spans[len(text) - 18, len(text)].status is Status.CERTAIN
    assert any(f.category == "endless" and f.end - f.start > 199_000 for f in spans.values())


@pytest.mark.parametrize("count", [11, 18, 40, 64])
def test_a_spelled_number_is_still_found_in_a_short_row(scanner, count):
    """The row becomes endless only where it is longer than any number."""
    digits = MOBILE + "0" * (count - len(MOBILE))
    found = scanner.scan_text("手机" + " ".join(digits) + "。")
    assert any(f.start == 2 and f.category != "endless" for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "2018-09-28 15:30:45 共20180928件",
        "货值 1234 5678 9012 3456 元",
        "第3 1 2018 0515 0206 1234 项",
        "2018.05.15 2018.06.15 2018.07.15",
        "规格 100 200 300 400 500 600",
    ],
    ids=range(5),
)
def test_unrelated_numbers_in_a_row_are_never_certain(scanner, text):
    """What only a concatenation makes is no number of a person."""
    personal = {"CN_ID_CARD", "BANK_CARD", "PHONE_NUMBER", "BANK_ACCOUNT"}
    findings = [f for f in scanner.scan_text(text) if f.entity_type in personal]
    assert all(f.status is Status.SUSPECT for f in findings)
