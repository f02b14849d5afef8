"""The shipped demo files are what the recipe makes, and each row shows what it is meant to."""

from __future__ import annotations

import io
from importlib.resources import files

import openpyxl
import pytest

from gateway import formats
from gateway.demo import DEMO_DATE, FILES, recipe
from gateway.demo.__main__ import main
from gateway.demo.cases import legacy
from policies.standards import standard

SHIPPED = files("gateway.demo.records")


def rows(name):
    stream = io.BytesIO(SHIPPED.joinpath(name).read_bytes())
    return list(formats.read_bytes(name, stream, known=standard.knows_column))


def problems(row):
    content = row.content
    fields = content.get("fields") or {k: v for k, v in content.items() if k != "id"}
    reading = standard.read(fields, today=DEMO_DATE, kind=content.get("kind"))
    return [*row.problems, *reading.problems]


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith("xlsx")])
def test_the_shipped_text_files_are_the_recipes(name):
    """Nobody has edited a shipped file by hand."""
    assert SHIPPED.joinpath(name).read_bytes() == recipe.contents()[name]


def test_the_shipped_workbook_has_the_recipes_cells():
    """The workbook's cells are the recipe's; its container may come from another openpyxl."""

    def cells(content):
        return list(openpyxl.load_workbook(io.BytesIO(content)).active.values)

    shipped = SHIPPED.joinpath("penalties.xlsx").read_bytes()
    assert cells(shipped) == cells(recipe.contents()["penalties.xlsx"])


def test_two_builds_are_the_same_bytes(tmp_path):
    """Neither clock nor chance gets into the files."""
    assert main(["demo", str(tmp_path / "made")]) == 0
    made = {name: (tmp_path / "made" / name).read_bytes() for name in FILES}
    assert made == recipe.contents()
    assert main(["demo"]) == 2


def test_there_are_sixty_records():
    """Four files, sixty rows, every id once."""
    ids = [row.content["id"] for name in FILES if "legacy" not in name for row in rows(name)]
    assert len(ids) == len(set(ids)) == len(recipe.shows())
    assert len(ids) + len(rows("legacy-g1-gd.xml")) == 60


def test_exactly_the_rejected_rows_break_the_standard():
    """Rows meant to be rejected are, and no others."""
    expected = recipe.shows()
    for name in FILES:
        for row in rows(name):
            shows = expected.get(row.content.get("id"))
            if shows is not None:
                assert bool(problems(row)) == (shows == "rejected")
    broken = [bool(problems(row)) for row in rows("legacy-g1-gd.xml")]
    assert broken == [case.shows == "rejected" for case in legacy()]


def test_every_outcome_is_shown():
    """Released, waiting, blocked and rejected records are all there."""
    assert set(recipe.shows().values()) == {"released", "in_review", "blocked", "rejected"}
