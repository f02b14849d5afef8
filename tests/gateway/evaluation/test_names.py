"""Names fall into the class of their form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.evaluation.names import CLASSES, name_class


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("陈伟", "han2"),
        ("陈小兰", "han3"),
        ("陈 伟", "han2"),
        ("张王晓兰", "han4"),
        ("欧阳明", "compound"),
        ("司马思远", "compound"),
        ("阿依古丽·买买提", "dotted"),
        ("玛丽.安娜", "dotted"),
        ("John Smith", "latin"),
        ("陈", "single"),
        ("高兴", "wordlike"),
        ("陈某", "han2"),
        ("陈**", "other"),
        ("", "other"),
    ],
)
def test_a_name_has_a_class(name, form):
    """By dots, letters, surname and length."""
    assert name_class(name) == form


@given(st.text(max_size=12))
def test_every_text_has_one(text):
    """No annotation falls out of the table."""
    assert name_class(text) in CLASSES
