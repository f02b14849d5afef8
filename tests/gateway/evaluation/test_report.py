"""The page fits a terminal, says every figure, and shows no original."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from detectors.finding import Status
from gateway.evaluation.measure import judge
from gateway.evaluation.report import page
from gateway.evaluation.results import Evaluation


def printed(*given):
    out = io.StringIO()
    Console(file=out, width=100).print(page(*given))
    return out.getvalue()


def test_the_page_says_the_figures(evaluation):
    """The row of everything, read cell by cell, is the one counted by hand."""
    shown = printed(evaluation)
    row = next(line for line in shown.splitlines() if line.split()[:1] == ["全部"])
    cells = row.split()
    assert cells[1:4] == ["4", "40.0", "50.0"]
    assert cells[4].startswith("44.4(")
    assert cells[5:] == ["28.6", "66.7", "50.0", "75.0", "1/4"]


def test_the_page_fits_a_hundred_columns(walked, mention, finding, evaluation):
    """No figure is cut and no line is longer, with the longest type and many documents."""
    kind = "CN_FOREIGN_PERMANENT_RESIDENT"
    rows = [
        judge(
            walked(
                "陈" * 15, [mention(0, 15, kind, role="legal_rep_or_operator")],
                [finding(0, 15, kind, Status.SUSPECT)],
                ident=f"letter-{n:05d}", surrogate=n % 2 == 0,
            )
        )
        for n in range(1500)
    ]  # fmt: skip
    for told in (Evaluation.of(rows, evaluation.setting), evaluation):
        shown = printed(told)
        assert "…" not in shown
        wide = Console(file=io.StringIO(), width=400)
        assert max(wide.measure(line).maximum for line in shown.splitlines()) <= 100


def test_the_page_shows_no_original(evaluation):
    """Places only."""
    shown = printed(evaluation)
    for word in ("陈小兰", "王伟", "李芳", "云峰路", "松和公司"):
        assert word not in shown


def test_silent_detectors_and_misplaced_mentions_are_said(letters, evaluation):
    """What was not looked at or not counted is told at the end."""
    rows = [replace(letters[0], unread=("person",), misplaced=3), letters[1]]
    shown = printed(Evaluation.of(rows, evaluation.setting))
    assert "1 份有检测器未能检查" in shown
    assert "3 处标注" in shown
    assert "未能检查" not in printed(evaluation)
