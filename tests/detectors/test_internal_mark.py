"""Marks of internal documents by their place."""

import pytest

from detectors.finding import Status
from detectors.internal_mark import InternalMark
from detectors.sheet import Sheet

MARKS = ("工作秘密", "内部资料", "内部文件", "内部使用", "密件", "涉密文件", "仅供内部使用")
CLOSED = ("不公开", "不予公开", "依申请公开", "不宜公开")


def found(text: str):
    sheet = Sheet.of_text(text)
    return [(text[c.start : c.end], c.status) for c in InternalMark().claims(sheet)]


def spaced(word: str, gap: str) -> str:
    return gap.join(word)


@pytest.mark.parametrize("gap", ["", " ", "\u3000"], ids=range(3))
@pytest.mark.parametrize("mark", MARKS, ids=range(len(MARKS)))
def test_a_mark_on_its_own_line_or_in_brackets_is_certain(mark: str, gap: str):
    """Spaced or not, in every kind of bracket."""
    word = spaced(mark, gap)
    for text in (word, f"{word}\n请示", f"正文。\n{word}", f"（{word}）", f"[{word}]\n请示"):
        assert found(text) == [(word, Status.CERTAIN)]
    assert found(f"关于许可的批复【{word}】") == [(word, Status.CERTAIN)]


@pytest.mark.parametrize("closed", CLOSED, ids=range(len(CLOSED)))
def test_this_document_is_not_public(closed: str):
    """此件… and the attribute of publicity are marks wherever they stand."""
    assert found(f"请执行。（此件{closed}）") == [(f"此件{closed}", Status.CERTAIN)]
    assert found(f"公开属性：{closed}")[0][1] is Status.CERTAIN
    assert found(f"请执行。（此 件 {spaced(closed, ' ')}）")[0][1] is Status.CERTAIN


@pytest.mark.parametrize("mark", MARKS, ids=range(len(MARKS)))
@pytest.mark.parametrize(
    "text",
    ["当事人泄露{}的行为", "未建立{}管理制度，责令改正", "将“{}”交给他人", "违反了{}管理的规定"],
    ids=range(4),
)
def test_the_words_of_a_violation_are_no_mark(text: str, mark: str):
    """A running word blocks nothing."""
    assert not found(text.format(mark))


@pytest.mark.parametrize(
    "text",
    ["（此件主动公开）", "此件公开发布", "公开属性：主动公开", "本案不公开审理", "请注意保存票据"],
    ids=range(5),
)
def test_what_may_be_public_is_no_mark(text: str):
    """The opposite of a mark, and procedure."""
    assert not found(text)


def test_a_mark_that_a_document_lacked_is_a_suspect():
    """The facts may tell of another document's mark; a person decides."""
    assert found("文件未标注“此件不公开”字样") == [("此件不公开", Status.SUSPECT)]
