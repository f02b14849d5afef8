"""The words of a pack's dictionaries are found and hidden like an organisation's own."""

from __future__ import annotations

from datetime import date

from gateway.home import journey
from gateway.record import Record
from policies import catalog
from policies.compiler import compile_pack

DAY = date(2026, 3, 2)
CHANNEL = "department-portal"
WORDS = """
dictionaries:
  - id: GD-WORDS
    basis: 本单位规定（虚构）
    does: 项目代号不对外公开。
    words: [新桥工程]
"""


def test_words_of_the_pack_are_hidden():
    """However they are spaced; without the dictionary they are shown."""
    text = catalog.shipped().source("rs-2018-gd").rules.partition("\nclauses:\n")[0]
    fields = {"CF_SY": "当事人参与新 桥工程，未按规定备案。", "CF_JDRQ": "2026/02/25"}
    record = Record("r", "penalty", fields, procedure="普通程序")
    for rules, hidden in ((text + WORDS, True), (text, False)):
        (draft,) = journey(DAY, compile_pack(rules)).drafts(record, [CHANNEL])
        shown = draft.redacted.fields["CF_SY"]
        assert ("新 桥" not in shown) is hidden
        found = [s for s in draft.decision.spans if s.entity_type == "REGISTERED"]
        assert [s.rule for s in found] == (["GD-E-REGISTERED"] if hidden else [])
