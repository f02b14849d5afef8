"""What people see: text as it is, long sentences whole, a bar only on a terminal."""

import pytest

from gateway.cli import shown


def test_a_cell_is_shown_as_it_is(capsys):
    """A record may hold brackets that a terminal library takes for styles; none is lost."""
    shown.table("[标题]", ("字段",), [("[red]甲[/red] [/] [link=x]",), (None,), (3,)])
    out = capsys.readouterr().out
    assert "[red]甲[/red] [/] [link=x]" in out
    assert "[标题]" in out


def test_counts_come_largest_first_and_not_at_all_for_none(capsys):
    """At most as many lines as asked for."""
    shown.counts("原因", "规则", {"a": 1, "b": 30, "c": 2}, most=2)
    out = capsys.readouterr().out
    assert out.index("b") < out.index("c")
    assert "a" not in out
    shown.counts("原因", "规则", {})
    assert capsys.readouterr().out == ""


def test_a_sentence_is_not_broken(capsys):
    """One line on stderr whatever its length, and the exit code."""
    with pytest.raises(SystemExit) as end:
        shown.fail("一[b]" * 200, 2)
    err = capsys.readouterr().err
    assert end.value.code == 2
    assert err == f"gongshi：{'一[b]' * 200}\n"


def test_no_bar_where_nobody_looks(capsys):
    """Into a pipe or with ``--json`` nothing is drawn."""
    for quiet in (True, False):
        with shown.progress("处理中", quiet) as advance:
            advance(3)
    assert capsys.readouterr() == ("", "")
