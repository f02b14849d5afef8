"""The program as a whole: help, exit codes, and errors that tell nothing of a record."""

import pytest
import typer

from gateway import checking, home
from gateway.cli import app
from policies import catalog
from policies.fault import Fault, PackFault


def _commands(command, path=()):
    children = getattr(command, "commands", {})
    yield path
    for name, child in children.items():
        yield from _commands(child, (*path, name))


EVERY = sorted(_commands(typer.main.get_command(app)))
#: The commands of the contract that there are by now.
EXPECTED = {
    *(("demo",), ("screen",), ("scan",), ("check",), ("serve",), ("bench",)),
    *(("policy", n) for n in ("list", "check", "test", "show")),
    *(("review", n) for n in ("list", "show", "decide")),
    *(("ledger", n) for n in ("verify", "show")),
    *(("user", n) for n in ("add", "list")),
    ("key", "revoke"),
}


@pytest.mark.parametrize("path", EVERY, ids=[" ".join(("gongshi", *path)) for path in EVERY])
def test_every_command_has_help(gongshi, path):
    """``--help`` of each command exits 0 and says in Chinese what it does."""
    done = gongshi(*path, "--help")
    assert done.code == 0
    assert any("\u4e00" <= char <= "\u9fff" for char in done.out)
    assert done.err == ""


def test_the_commands_are_there():
    """What people call by name does not go away."""
    assert set(EVERY) >= EXPECTED


def test_wrong_usage_exits_2(gongshi):
    """No command, an unknown one, an unknown option, a missing option, a bad date."""
    for wrong in (
        [],
        ["publish"],
        ["screen", "--all"],
        ["screen", "a.jsonl", "--to", "department-portal"],
        ["check", "a.jsonl", "--date", "20261120"],
        ["policy", "show", "no-such-pack"],
        ["review", "show", "0"],
        ["key", "revoke", "0"],
        ["user", "add", "甲", "--role", "reader"],
    ):
        assert gongshi(*wrong).code == 2, wrong


def test_a_pack_that_does_not_compile_exits_3(gongshi, monkeypatch, write, penalty, tmp_path):
    """Every command that needs the pack refuses, with file and line of each fault."""

    def broken(_catalog, _pack_id):
        raise PackFault([Fault("rs-2018-gd/pack.yaml", 12, "没有这个动作，请改为 mask")])

    monkeypatch.setattr(catalog.Catalog, "own", broken)
    file = write("a.jsonl", [penalty()])
    screen = ["screen", file, "--to", "department-portal", "--out", tmp_path / "out"]
    for command in (["policy", "check"], ["policy", "list"], ["policy", "test"], screen):
        done = gongshi(*command)
        assert done.code == 3, command
        assert "pack.yaml:12: 没有这个动作" in done.out + done.err
    assert not (tmp_path / "out").exists()


def test_failing_examples_exit_4(gongshi, monkeypatch):
    """An example that the pack does not decide as written is named with its line."""
    fault = Fault("rs-2018-gd/examples.yaml", 7, "应为 blocked，实为 released")
    monkeypatch.setattr(catalog.Catalog, "check", lambda _catalog, _pack_id: (fault,))
    done = gongshi("policy", "test")
    assert done.code == 4
    assert "examples.yaml:7" in done.out
    (entry,) = gongshi("policy", "test", "rs-2018-gd", "--json").json()
    assert len(entry["failures"]) == 1


def test_an_unforeseen_error_says_where_and_nothing_else(gongshi, monkeypatch, write, penalty):
    """The text of an error and the values around it never reach the terminal."""

    def fail(_path, _kind, _today):
        secret = "钟离秋"
        raise KeyError(secret, penalty)

    monkeypatch.setattr(checking, "problems", fail)
    done = gongshi("check", write("a.jsonl", [penalty()]))
    assert done.code == 1
    assert "KeyError" in done.err
    assert f"{__name__}:" in done.err
    assert "钟离秋" not in done.out + done.err
    assert "Traceback" not in done.err


def test_without_a_home_nothing_leaves(gongshi, monkeypatch, write, penalty, tmp_path):
    """A home that cannot be used is a refusal, not a run without a log."""
    monkeypatch.setattr(home, "open_database", _refuse)
    file = write("a.jsonl", [penalty()])
    done = gongshi("screen", file, "--to", "department-portal", "--out", tmp_path / "out")
    assert done.code == 1
    assert not (tmp_path / "out").exists()


def _refuse(_home):
    raise PermissionError


def test_ctrl_c_is_one_sentence(gongshi, monkeypatch, write, penalty):
    """Interrupted: exit 1 and what to do next."""

    def interrupted(_path, _kind, _today):
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "problems", interrupted)
    done = gongshi("check", write("a.jsonl", [penalty()]))
    assert (done.code, done.out) == (1, "")
    assert "已中断" in done.err
