"""What reviewers' verdicts teach (复核意见转为规则建议): examples and words for a draft.

A lifted span is an example of what should have been shown, an added one a word that should have
been hidden, a rejected record a case that should have been stopped. Proposals are counted over
cases and hold no original; the word behind one is read only when an officer takes it, with a
purpose that the access register keeps.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway import reviews
from gateway.accounts import Account
from gateway.errors import NotFound
from gateway.journey import Gateway
from gateway.packs import Packs, Version
from gateway.storage import tables

_PLACEHOLDER = "某某某"
_ID_LENGTH = 12
_HINTS = {
    "lift": "审核人员恢复显示",
    "add": "审核人员补充遮盖",
    "reject": "审核人员不同意公示",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in one case; offsets in the original field text."""

    case: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What several verdicts say alike. ``rule`` is what they went against.

    ``what`` is ``lift``, ``add`` or ``reject``; ``example`` is YAML for the cases beside a pack.
    """

    id: str
    what: str
    kind: str
    channel: str
    entity_type: str | None
    status: str | None
    rule: str
    cases: int
    spots: tuple[Spot, ...] = field(repr=False)

    @property
    def says(self) -> str:
        """One Chinese sentence."""
        about = (
            f"{self.entity_type}（规则 {self.rule}）" if self.entity_type else f"规则 {self.rule}"
        )
        return f"{_HINTS[self.what]}：{about}，{self.cases} 件"

    @property
    def example(self) -> str:
        """A regression case with a placeholder for the text."""
        expect, fields = "{outcome: blocked}", ""
        if self.what == "lift" and self.spots:
            code = self.spots[0].field
            found = f"{_PLACEHOLDER}|{self.entity_type} {self.status}"
            fields = f'    fields: {{{code}: "{{{found}}}"}}\n'
            expect = f"{{spans: {{{code}: [keep]}}}}"
        return (
            f"  - name: {_HINTS[self.what]}（{self.id}）\n    decides: []\n"
            f"    facts: {{kind: {self.kind}, channel: {self.channel}}}\n{fields}"
            f"    expect: {expect}\n"
        )


def proposals(gateway: Gateway) -> tuple[Proposal, ...]:
    """What the verdicts in the log propose, the most frequent first."""
    groups: dict[tuple[str, ...], list[Spot]] = defaultdict(list)
    with gateway.database.reading() as tx:
        for body, case in _reviewed(tx):
            for key, spot in _said(body, case):
                groups[key].append(spot)
    found = [_proposal(key, spots) for key, spots in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.cases, each.id)))


def take(
    gateway: Gateway, packs: Packs, wanted: str, draft: str, officer: Account, purpose: str
) -> Version:
    """Write a proposal into a draft: an example, or the added words as a dictionary.

    Words are read from sealed originals: each look is registered under ``purpose``. Raises
    `NotFound`, `Conflict`, `UsageError` without a purpose.
    """
    chosen = next((each for each in proposals(gateway) if each.id.startswith(wanted)), None)
    if chosen is None or not wanted:
        raise NotFound("没有这条建议")
    source = packs.find(draft).source
    rules, examples = source.rules, source.examples
    if chosen.what == "add":
        words = sorted(set(_words(gateway, chosen.spots, officer, purpose)))
        rules = _with_words(rules, chosen, words)
    else:
        examples = f"{examples.rstrip()}\n{chosen.example}"
    return packs.edit(draft, rules, examples, officer)


def _reviewed(tx: Connection) -> Iterator[tuple[Mapping[str, Any], reviews.Case]]:
    table = tables.ledger
    query = select(table.c.body).where(table.c.event == "reviewed").order_by(table.c.seq)
    for body in tx.scalars(query):
        said = orjson.loads(body)
        if said["verdict"] != "accept":  # most are, and teach nothing
            yield said, reviews.case(tx, said["case"])


def _said(body: Mapping[str, Any], case: reviews.Case) -> Iterator[tuple[tuple[str, ...], Spot]]:
    if body["verdict"] == "reject":
        rule = case.reasons[0]["rule"] if case.reasons else ""
        yield ("reject", case.kind, case.channel, "", "", rule), Spot(case.id, "", 0, 0)
    for edit in body.get("edits", ()):
        spot = Spot(case.id, edit["field"], edit["start"], edit["end"])
        if edit["op"] == "lift" and (covered := _covered(case.preview, spot)):
            about = (covered["entity_type"] or "", covered["status"] or "", covered["rule"])
            yield ("lift", case.kind, case.channel, *about), spot
        elif edit["op"] == "add":
            yield ("add", case.kind, case.channel, edit["entity_type"], "", "REVIEWER"), spot


def _covered(preview: Mapping[str, Any], spot: Spot) -> Mapping[str, Any] | None:
    for change in preview.get("transformations", ()):
        same = change["field"] == spot.field and change["entity_type"]
        if same and change["start"] <= spot.start and spot.end <= change["end"]:
            return dict(change)
    return None


def _proposal(key: tuple[str, ...], spots: Sequence[Spot]) -> Proposal:
    what, kind, channel, entity_type, status, rule = key
    made = hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:_ID_LENGTH]
    cases = len({spot.case for spot in spots})
    return Proposal(made, what, kind, channel, entity_type or None, status or None, rule, cases,
                    tuple(spots))  # fmt: skip


def _words(
    gateway: Gateway, spots: Sequence[Spot], officer: Account, purpose: str
) -> Iterator[str]:
    for spot in spots:
        record = gateway.reveal(spot.case, officer, purpose, fields=[spot.field])
        yield record.fields[spot.field][spot.start : spot.end]


def _with_words(rules: str, chosen: Proposal, words: Sequence[str]) -> str:
    """The pack with one dictionary more; the rest stays as it is written."""
    listed = orjson.dumps(words).decode()
    entry = (
        f"  - id: PROPOSED-{chosen.id.upper()}\n"
        f"    basis: 审核人员补充遮盖的内容（{chosen.cases} 件），依据由安全管理员补写\n"
        f"    does: 审核人员补充遮盖过的词语，遮盖并由人工判断。\n    words: {listed}\n"
    )
    head, found, rest = rules.partition("\ndictionaries:\n")
    if found:
        return f"{head}{found}{entry}{rest}"
    return f"{rules.rstrip()}\n\ndictionaries:\n{entry}"
