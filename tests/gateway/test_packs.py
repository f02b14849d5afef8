"""The life of a pack: no one activates alone, nothing broken comes in force, all is traceable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from gateway.accounts import Accounts, Role
from gateway.errors import Conflict, NotAllowed, NotFound, PackError, UsageError
from gateway.ledger import Ledger
from gateway.pack_archive import archived
from gateway.packs import Packs
from gateway.storage import tables
from policies import catalog

PACK = "rs-2018-gd"
SHIPPED = catalog.shipped().source(PACK)
DAY = date(2026, 3, 2)
STRICTER = SHIPPED.rules.replace('version: "1.0.0"', 'version: "1.1.0"').replace(
    "  rule: changed", "  rule: all"
)
BROKEN = SHIPPED.rules.replace("action: block", "action: hide", 1)
SUMMARY = {"records": 1, "newly_shown_characters": 0}


class Office:
    """Packs on a database, two officers, and a day that moves."""

    def __init__(self, database, keys):
        self.day = DAY
        self.clock = lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.database = database
        self.ledger = Ledger(database, self.clock, keys.signer())
        self.packs = Packs(database, self.ledger, self.clock, lambda: self.day)
        accounts = Accounts(database, self.clock)
        self.people = {n: accounts.create(n, Role.OFFICER)[0] for n in ("甲", "乙")}
        self.reviewer = accounts.create("丙", Role.REVIEWER)[0]

    def drafted(self, rules=STRICTER, examples=None, who="甲"):
        examples = examples or _examples(rules)
        return self.packs.draft(PACK, rules, examples, self.people[who])

    def simulated(self, **draft):
        made = self.drafted(**draft)
        trial = self.packs.test(made.id, self.people["甲"])
        assert trial.passed, (trial.faults, trial.failures)
        summary = SUMMARY | {"draft": made.digest}
        return self.packs.simulated(made.id, summary, self.people["甲"])

    def events(self):
        return [line.entry.event for line in self.ledger.entries(0, 100)]


def _examples(rules):
    """The cases as they must be under the rules: everything waits where review is `all`."""
    if "rule: all" not in rules:
        return SHIPPED.examples
    lines = SHIPPED.examples.replace("outcome: released", "outcome: in_review")
    return lines


@pytest.fixture
def office(database, keys):
    return Office(database, keys)


def test_the_whole_way(office):
    """Drafted, tested, simulated, approved by another, in force; each step is in the ledger."""
    made = office.simulated()
    assert made.state == "simulated"
    in_force = office.packs.approve(made.id, office.people["乙"])
    assert (in_force.state, in_force.active_from) == ("active", DAY)
    pack = office.packs.in_force(DAY, PACK)
    assert (pack.version, pack.reviews[0].scope) == ("1.1.0", "all")
    assert office.events() == [
        "policy-drafted",
        "policy-tested",
        "policy-simulated",
        "policy-approved",
        "policy-in-force",
    ]


def test_a_failing_example_stops_it(office):
    """A draft whose cases do not come out stays a draft until it is mended."""
    made = office.drafted(examples=SHIPPED.examples)
    trial = office.packs.test(made.id, office.people["甲"])
    assert trial.failures
    assert trial.version.state == "draft"
    with pytest.raises(Conflict):
        office.packs.simulated(made.id, {"draft": made.digest}, office.people["甲"])
    office.packs.edit(made.id, STRICTER, _examples(STRICTER), office.people["甲"])
    assert office.packs.test(made.id, office.people["甲"]).version.state == "tested"


def test_a_pack_that_does_not_compile_stops_it(office):
    """Faults come back with file and line, and nothing changes."""
    made = office.drafted(rules=BROKEN)
    trial = office.packs.test(made.id, office.people["甲"])
    assert trial.faults[0].line > 1
    assert office.packs.find(made.id).state == "draft"


@pytest.mark.parametrize("who", ["甲", "丙"])
def test_nobody_approves_alone(office, who):
    """Neither the author nor somebody of another role approves; nor who only touched it."""
    made = office.simulated()
    person = office.people.get(who, office.reviewer)
    with pytest.raises(NotAllowed):
        office.packs.approve(made.id, person)
    assert office.packs.find(made.id).state == "simulated"


def test_whoever_wrote_on_it_is_its_author(office):
    """A second officer who edits a draft may not approve it either."""
    made = office.drafted()
    office.packs.edit(made.id, STRICTER, _examples(STRICTER), office.people["乙"])
    office.packs.test(made.id, office.people["甲"])
    digest = office.packs.find(made.id).digest
    office.packs.simulated(made.id, {"draft": digest}, office.people["甲"])
    for who in office.people.values():
        with pytest.raises(NotAllowed):
            office.packs.approve(made.id, who)


def test_an_edit_undoes_test_and_simulation(office):
    """What is approved is exactly what was tested and simulated."""
    made = office.simulated()
    office.packs.edit(made.id, STRICTER + "# 改\n", _examples(STRICTER), office.people["甲"])
    with pytest.raises(Conflict):
        office.packs.approve(made.id, office.people["乙"])
    with pytest.raises(Conflict):
        office.packs.simulated(made.id, {"draft": made.digest}, office.people["甲"])


def test_it_decides_from_its_day(office):
    """A version approved for later decides from that day, and retires the one before it."""
    first = office.packs.approve(office.simulated().id, office.people["乙"])
    later = STRICTER.replace("1.1.0", "1.2.0")
    made = office.simulated(rules=later)
    office.packs.approve(made.id, office.people["乙"], DAY + timedelta(days=3))
    assert office.packs.find(made.id).state == "scheduled"
    assert office.packs.in_force(DAY, PACK).version == "1.1.0"
    office.day = DAY + timedelta(days=3)
    assert office.packs.in_force(office.day, PACK).version == "1.2.0"
    assert office.packs.find(first.id).state == "retired"
    with pytest.raises(UsageError):
        office.packs.approve(office.simulated().id, office.people["乙"], DAY)


def test_roll_back(office):
    """One step back, one version at a time, down to the shipped pack."""
    assert office.packs.approve(office.simulated().id, office.people["乙"]).state == "active"
    second = office.simulated(rules=STRICTER.replace("1.1.0", "1.2.0"))
    office.packs.approve(second.id, office.people["乙"])
    assert office.packs.rollback(PACK, office.people["甲"]).state == "active"
    assert office.packs.in_force(DAY, PACK).version == "1.1.0"
    assert office.packs.rollback(PACK, office.people["甲"]) is None
    assert office.packs.in_force(DAY, PACK).version == "1.0.0"
    with pytest.raises(NotFound):
        office.packs.rollback(PACK, office.people["甲"])


def test_every_digest_leads_to_its_pack(office):
    """What decided is kept word for word under the digest in its decisions."""
    pack = office.packs.in_force(DAY, PACK)
    found = archived(office.database, pack.digest[:12])
    assert found.content["content"]["pack"] == PACK
    assert found.content == pack.whole
    with pytest.raises(NotFound):
        archived(office.database, "0" * 12)


def test_a_changed_version_never_decides(office):
    """A version whose text was changed behind the gateway's back is refused, not used."""
    made = office.packs.approve(office.simulated().id, office.people["乙"])
    with office.database.writing() as tx:
        changed = STRICTER.replace("rule: all", "rule: held")
        table = tables.policy_versions
        tx.execute(update(table).where(table.c.id == made.id).values(rules=changed))
    with pytest.raises(PackError):
        office.packs.in_force(DAY, PACK)


def test_no_pack_on_a_day_is_an_error(office):
    """Before the first pack nothing decides."""
    with pytest.raises(PackError):
        office.packs.in_force(date(2018, 9, 4))


def test_withdrawn_is_final(office):
    """A draft that was given up is neither edited nor approved; what is in force is no draft."""
    made = office.packs.withdraw(office.simulated().id, office.people["甲"])
    assert made.state == "withdrawn"
    with pytest.raises(Conflict):
        office.packs.approve(made.id, office.people["乙"])
    active = office.packs.approve(office.simulated().id, office.people["乙"])
    with pytest.raises(Conflict):
        office.packs.withdraw(active.id, office.people["甲"])


def test_a_level_of_a_department(office):
    """A new narrower level goes the same way and decides on top of its pack."""
    rules = """
pack: shore-bureau
title: 海滨市市场监督管理局补充规则（虚构）
version: "1"
effective: {from: 2020-01-01}
instrument: 海滨市市场监督管理局内部规定（虚构）
sources: [海滨市市场监督管理局内部规定（虚构）]
level: department
on: rs-2018-gd
department: 海滨市市场监督管理局
record_rules:
  - id: SB-HOLD
    basis: 本局规定（虚构）
    does: 本局的处罚先由人工判断。
    when: {kind: penalty}
    action: hold
"""
    examples = """
defaults: {channel: department-portal, kind: penalty, published_on: 2026-03-02}
examples:
  - name: 本局的处罚由人工判断
    decides: [SB-HOLD]
    facts: {subject_kind: organisation, units: 海滨市市场监督管理局}
    expect: {outcome: in_review}
"""
    made = office.packs.draft("shore-bureau", rules, examples, office.people["甲"])
    assert office.packs.test(made.id, office.people["甲"]).passed
    office.packs.simulated(made.id, {"draft": made.digest}, office.people["甲"])
    office.packs.approve(made.id, office.people["乙"])
    pack = office.packs.in_force(DAY, PACK)
    assert [layer.id for layer in pack.layers] == ["shore-bureau"]
    assert pack.digest != catalog.shipped().load(PACK).digest


@pytest.mark.parametrize("name", ["../x", "A", "", "甲"])
def test_names_are_plain(office, name):
    """A pack's name is a folder's name."""
    with pytest.raises(UsageError):
        office.packs.draft(name, STRICTER, SHIPPED.examples, office.people["甲"])


def test_an_archive_that_was_changed_says_so(office):
    """The archive vouches for itself: changed content does not match its digest."""
    pack = office.packs.in_force(DAY, PACK)
    with office.database.writing() as tx:
        if repr(office.database) == "Database(sqlite)":
            tx.execute(text("DROP TRIGGER policy_stacks_no_update"))
        else:
            tx.execute(text("DROP TRIGGER policy_stacks_append_only ON policy_stacks"))
        tx.execute(update(tables.policy_stacks).values(content="{}"))
    with pytest.raises(Conflict):
        archived(office.database, pack.digest)
