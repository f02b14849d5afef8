"""Laws of the text view: offsets map back, folding settles, candidates stay linear."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.folding import fold, fold_table
from detectors.view import FIELD_SEPARATOR, LONGEST_NUMBER, TextView

ALPHABET = (
    "0123456789xXabZ-–·. *\n\r\t\u200b\u00ad\ufeff\x00\x07"
    "０１９Ａ＠：〇一二三八壹两○號号张王，。（）" + FIELD_SEPARATOR
)
# Whole and half pieces of markup, so that what stands side by side may become a new piece.
MARKUP = (
    "&", "#", "49", ";", "&#49;", "&#x31;", "&amp;", "&lt;", "&gt;", "&nbsp;", "nbsp", "&#8203;",
    "<", ">", "/", "b", "<b>", "</b>", "<br/>", '<span style="color:#333">', "＆", "＞", "x31",
    '<td width="1">', '<a href="tel:138">', "&#30;", "&#xD800;", "1", "3 8", "一", "\u200b", "张",
    "&#19968;", "O", "l", "①", "³", "९", ",", "**", "`", FIELD_SEPARATOR,
)  # fmt: skip
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=60),
    st.text(max_size=40),
    st.lists(st.sampled_from(MARKUP), max_size=24).map("".join),
)


@given(TEXTS)
def test_every_position_maps_back_to_the_character_it_folds(raw):
    """Each character of the view is the fold of the character, or piece of markup, it maps to."""
    view = TextView(raw)
    table = fold_table()
    for index, char in enumerate(view.text):
        start, end = view.origin(index, index + 1)
        original = raw[start:end]
        if end > start + 1:
            assert original[0] in "&<＆＜"
            assert fold(original).text == char or char.isdigit()
        else:
            assert char == original or char == original.translate(table) or char.isdigit()


@given(TEXTS)
def test_the_characters_of_the_view_lie_in_order_and_apart(raw):
    """No two of them share a character of the original, and no field ends inside one."""
    view = TextView(raw)
    spans = [view.origin(index, index + 1) for index in range(len(view.text))]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(raw[a:b].count(FIELD_SEPARATOR) == (raw[a:b] == FIELD_SEPARATOR) for a, b in spans)
    assert view.text.count(FIELD_SEPARATOR) == raw.count(FIELD_SEPARATOR)


@given(TEXTS)
def test_nothing_that_shows_is_left_out(raw):
    """What no character of the view maps to is invisible, or a tag or reference that is."""
    view = TextView(raw)
    kept = {i for at in range(len(view.text)) for i in range(*view.origin(at, at + 1))}
    for gap in re.split("\0", "".join("\0" if i in kept else c for i, c in enumerate(raw))):
        assert fold(gap).text == "" or gap[0] in "&<＆＜"


@given(TEXTS)
def test_position_is_the_inverse_of_origin(raw):
    """Going back and forth ends where it began."""
    view = TextView(raw)
    for index in range(len(view.text)):
        assert view.position(view.origin(index, index + 1)[0]) == index
    assert view.position(len(raw)) == len(view.text)


@given(TEXTS, st.data())
def test_spans_grow_together(raw, data):
    """A span of the view has one span of the original, inside it and in the same order."""
    view = TextView(raw)
    a = data.draw(st.integers(0, len(view.text)))
    b = data.draw(st.integers(a, len(view.text)))
    start, end = view.origin(a, b)
    assert 0 <= start <= end <= len(raw)
    assert (a == b) == (start == end)


@given(TEXTS)
def test_folding_twice_changes_nothing(raw):
    """The view of a view is itself."""
    once = TextView(raw).text
    assert TextView(once).text == once


@given(TEXTS)
def test_numbers_lie_where_they_say(raw):
    """A candidate is the letters and digits of its own span, and never leaves its field."""
    view = TextView(raw)
    for number in view.numbers:
        span = view._digits[number.start : number.end]
        written = "".join(c for c in span if c.isascii() and c.isalnum())
        read = written.translate(str.maketrans("OoIl", "0011")) if number.guessed else written
        assert number.compact in {written.upper(), read.upper()}
        assert FIELD_SEPARATOR not in span


@given(TEXTS)
def test_a_guess_reads_otherwise_than_the_text(raw):
    """With lookalikes as digits or commas left out; a number that stands there is no guess."""
    view = TextView(raw)
    for number in view.numbers:
        span = view._digits[number.start : number.end]
        assert not number.guessed or re.search("[OoIl,、;/]", span)


@given(TEXTS)
def test_every_reading_is_as_long_as_the_text(raw):
    """So that a position in it is a position in the view; only digits are read otherwise."""
    view = TextView(raw)
    for reading in view.readings:
        assert len(reading) == len(view.text)
        assert all(a == b or b.isdigit() for a, b in zip(view.text, reading, strict=True))


@pytest.mark.parametrize(
    ("raw", "compact"),
    [
        pytest.param("电话138\u200b0013\u200b8000号", "13800138000", id="zero-width"),
        pytest.param("电话1380013\n8000", "13800138000", id="line-break"),
        pytest.param("电话138\x000013 8000", "13800138000", id="control"),
        pytest.param("张三13800138000", "13800138000", id="name-ends-in-numeral"),
        pytest.param("一三八〇〇一三八〇〇〇", "13800138000", id="numerals"),
        pytest.param("壹叁捌零零壹叁捌零零零", "13800138000", id="capital-numerals"),
        pytest.param("一三八0013八000", "13800138000", id="mixed-numerals"),
        pytest.param("Tel13800138000", "13800138000", id="glued"),
        pytest.param("13800138000 13900139000", "13900139000", id="side-by-side"),
        pytest.param("①③⑧⓪⓪①③⑧⓪⓪⓪", "13800138000", id="circled"),
        pytest.param("¹³⁸⁰⁰¹³⁸⁰⁰⁰", "13800138000", id="raised"),
        pytest.param("१३८००१३८०००", "13800138000", id="devanagari"),
        pytest.param("1,3,8,0,0,1,3,8,0,0,0", "13800138000", id="listed"),
        pytest.param("l38OO138ooo", "13800138000", id="lookalikes"),
        pytest.param("l38 OOl3 8OOO", "13800138000", id="lookalikes-in-groups"),
        pytest.param("一三八OO一三八OOO", "13800138000", id="letters-among-numerals"),
        pytest.param("138&#48;0138&#x30;00", "13800138000", id="references"),
        pytest.param("138&amp;#48;013&nbsp;8000", "13800138000", id="escaped-twice"),
        pytest.param("138<b>0013</b>8000", "13800138000", id="tags"),
        pytest.param("138<br>00138000", "13800138000", id="line-tag"),
        pytest.param('138<span style="color:#cc0000">0013</span>8000', "13800138000", id="looks"),
        pytest.param("138**0013**8000", "13800138000", id="bold"),
        pytest.param("138`0013`8000", "13800138000", id="code"),
        pytest.param("①13800138000②13900139000", "13800138000", id="numbered-list"),
    ],
)
def test_numbers_are_seen_in_every_form(raw, compact):
    """Separators, invisible characters and numerals do not hide a number."""
    assert compact in {number.compact for number in TextView(raw).numbers}


@pytest.mark.parametrize(
    "raw", ["二〇一八年九月二十八日", "第四十四条第二款", "张三、李四、王五", "一、二、三、"]
)
def test_words_made_of_numerals_stay_as_they_are(raw):
    """Dates, articles, names and lists are no numbers."""
    assert TextView(raw).text == raw


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("I lo0k at Ill 100 Oil lO", id="words"),
        pytest.param("容积500l、共100l", id="litres"),
        pytest.param("型号QO10-IL220", id="product-code"),
        pytest.param("第1、2、3项", id="short-list"),
        pytest.param("面积120m²、10⁶", id="units"),
        pytest.param("VOL1 OOO1 lO2", id="few-digits"),
    ],
)
def test_words_and_product_codes_are_no_numbers(raw):
    """A letter is read as a digit only among digits, and only where a number could be."""
    assert not any(number.guessed for number in TextView(raw).numbers)
    assert TextView(raw).text == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(
            '<a href="tel:13800138000">x</a>', '<a href="tel:13800138000">x</a>', id="link"
        ),
        pytest.param('<b title="何小满">x</b>', '<b title="何小满">x</b>', id="title"),
        pytest.param('<p class="138001">x', '<p class="138001">x', id="digits"),
        pytest.param("<何小满>", "<何小满>", id="no-tag"),
        pytest.param("a<b且b>c", "a<b且b>c", id="comparison"),
        pytest.param("&#1234567;", "&#1234567;", id="no-character"),
        pytest.param("R&D;A&B", "R&D;A&B", id="no-reference"),
        pytest.param("x&#30;y", "xy", id="separator"),
        pytest.param("<td>1</td><td>2</td>", "\t1\t\t2\t", id="cells"),
    ],
)
def test_markup_that_may_tell_something_stays(raw, text):
    """Attributes may hold somebody's data; and not everything in angle brackets is a tag."""
    view = TextView(raw)
    closing = text.replace("</a>", "").replace("</b>", "")
    assert view.text in {text, closing}


def test_a_name_in_front_of_a_number_stays_readable():
    """The 三 of 张三 is not a digit, though digits follow."""
    assert TextView("张三13800138000").text == "张三13800138000"


@settings(max_examples=20)
@given(st.text("0123456789 -一三X张", min_size=20, max_size=60))
def test_candidates_grow_with_the_text_and_not_faster(unit):
    """Ten times the text gives ten times the candidates, but for those cut off at the end."""
    few, many = len(TextView(unit * 4).numbers), len(TextView(unit * 40).numbers)
    assert many <= 10 * few + 10 * LONGEST_NUMBER**2


def test_one_endless_number_gives_few_candidates():
    """A megabyte of digits, spaced or not, is no attack."""
    assert len(TextView("1" * 100_000).numbers) <= 1
    assert len(TextView("1 " * 5_000).numbers) <= 32 * 5_000


@pytest.mark.parametrize("unit", ["1 ", "13 ", "1\n", "一3", "1-", "1."])
def test_an_endless_row_of_crumbs_is_noted_and_not_searched(unit):
    """Two hundred thousand single digits are one row for a person to look at."""
    view = TextView("电话13800138000，" + unit * 5_000 + "，手机13900139000")
    (start, end), *others = view.endless
    assert not others
    assert end - start >= len(unit) * 5_000 - 1
    assert {n.compact for n in view.numbers} >= {"13800138000", "13900139000"}
    assert len(view.numbers) < 100


def test_words_in_a_row_are_no_endless_number():
    """An English letter-by-letter row holds no digits."""
    assert not TextView("a b c d e f g " * 50).endless


def test_the_repr_shows_no_text():
    """Views and numbers may be logged by accident."""
    view = TextView("电话13800138000")
    assert "138" not in repr(view) + "".join(map(repr, view.numbers)).replace("start", "")


def test_windows_stop_at_the_field():
    """What another field says is no context."""
    view = TextView(f"身份证{FIELD_SEPARATOR}13800138000{FIELD_SEPARATOR}元")
    start = view.text.index("1")
    assert (view.before(start), view.after(start + 11)) == ("", "")
