"""Dictionaries compile safely or are refused with the line and the reason."""

import pickle

import pytest

from detectors.compact import Keep, compact
from detectors.wordlist import Wordlist, read

REFUSED = [
    (r"正则:(?=内部)文件", "环视"),
    (r"正则:(?<!非)公开", "环视"),
    (r"正则：(甲|乙)\1", "反向引用"),
    (r"re:(?P<a>甲)(?P=a)", "反向引用"),
    (r"正则:(?>a+)b", "占有量词"),
    (r"正则:a++b", "占有量词"),
    (r"正则:(未闭合", "不能编译"),
    (r"正则:(a{1000}){1000}", "不能编译"),
    (r"正则:(a{900}){900}", "不能编译"),
    (r"正则:甲*", "空串"),
    (r"正则:", "空串"),
    ("正则:" + "甲" * 301, "300"),
    ("甲", "2个字"),
    ("、、、", "2个字"),
]


@pytest.mark.parametrize(("line", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_compiled_safely_is_refused(line, said):
    """The fault names the line and the reason, and repeats nothing of it."""
    read_in = read(f"# 说明\n\n内部词\n{line}\n", patterns=True)
    (fault,) = read_in.faults
    assert fault.line == 4
    assert said in str(fault)
    assert line not in str(fault)
    assert read_in.words == ("内部词",)


def test_an_allow_list_takes_words_alone():
    """A pattern in an allow-list could show a whole kind of things."""
    read_in = read("政务服务热线\n正则:[0-9]+\n", patterns=False)
    assert [fault.line for fault in read_in.faults] == [2]
    assert "白名单" in read_in.faults[0].message


def test_too_many_lines_are_refused():
    """A dictionary has an end."""
    assert read("\n".join(f"词语{n}" for n in range(20_002)), patterns=True).faults
    assert read("\n".join(f"正则:词{n}" for n in range(202)), patterns=True).faults


#: Each takes a backtracking engine exponential or cubic time on the text beside it.
CATASTROPHIC = [
    (r"(a+)+$", "a" * 50_000 + "!"),
    (r"(a|aa)+b", "a" * 50_000),
    (r"(.*)(.*)(.*)(.*)x$", "y" * 50_000),
    (r"([\p{Han}]+)*#", "保" * 50_000),
    (r"(a?){50}a{50}", "a" * 49),
]


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHIC, ids=range(len(CATASTROPHIC)))
def test_no_pattern_can_hang(pattern, text):
    """They come back; with backtracking none of them would before the universe ends."""
    assert list(Wordlist([], [pattern]).patterns_in(text)) == []


def test_spans_are_those_of_the_text():
    """Characters and not bytes, also behind ideographs, other planes and lone surrogates."""
    words = Wordlist([], ["密[0-9]{2}"])
    for before in ("", "甲乙", "😀", "\ud800"):
        text = f"{before}密12尾密34"
        assert [text[slice(*span)] for span in words.patterns_in(text)] == ["密12", "密34"]


def test_words_are_found_however_they_are_spaced():
    """The longest word wins; a wordlist survives its way into a worker."""
    words = pickle.loads(pickle.dumps(Wordlist(["天衢", "天衢工程"], ["甲[0-9]"])))
    text = "参与天 衢—工程和甲7"
    assert [text[slice(*s)] for s in words.words_in(compact(text, Keep.WORDS))] == ["天 衢—工程"]
    assert [text[slice(*s)] for s in words.patterns_in(text)] == ["甲7"]
    assert "天衢" not in repr(words)
