"""Laws of the text view: offsets map back, folding settles, candidates stay linear."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.view import FIELD_SEPARATOR, LONGEST_NUMBER, TextView, _fold_table

ALPHABET = (
    "0123456789xXabZ-–·. *\n\r\t\u200b\u00ad\ufeff\x00\x07"
    "０１９Ａ＠：〇一二三八壹两○號号张王，。（）" + FIELD_SEPARATOR
)
TEXTS = st.one_of(st.text(ALPHABET, max_size=60), st.text(max_size=40))


@given(TEXTS)
def test_every_position_maps_back_to_the_character_it_folds(raw):
    """Each character of the view is the fold of the one character it maps to."""
    view = TextView(raw)
    table = _fold_table()
    for index, char in enumerate(view.text):
        start, end = view.origin(index, index + 1)
        assert end == start + 1
        original = raw[start]
        assert char == original or char == original.translate(table) or char.isdigit()


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
        assert "".join(c for c in span if c.isascii() and c.isalnum()).upper() == number.compact
        assert FIELD_SEPARATOR not in span


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


def test_the_repr_shows_no_text():
    """Views and numbers may be logged by accident."""
    view = TextView("电话13800138000")
    assert "138" not in repr(view) + "".join(map(repr, view.numbers)).replace("start", "")


def test_windows_stop_at_the_field():
    """What another field says is no context."""
    view = TextView(f"身份证{FIELD_SEPARATOR}13800138000{FIELD_SEPARATOR}元")
    start = view.text.index("1")
    assert (view.before(start), view.after(start + 11)) == ("", "")
