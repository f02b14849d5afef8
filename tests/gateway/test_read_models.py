"""What pages read beside the evidence, on both databases: the column, the log's index, overview."""

from datetime import UTC, date, datetime

import pytest

from gateway import column, log_index, queue
from gateway import home as house
from gateway.accounts import Accounts
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.ledger import Ledger
from gateway.overview import overview
from gateway.sample import records
from gateway.verdict import Verdict

DAY = date(2026, 11, 23)
CHANNEL = "department-portal"


def _clock():
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def journey():
    return house.journey(DAY)


@pytest.fixture
def gateway(journey, database, keys):
    """Two records that wait; one is then accepted."""
    made = Gateway(journey, database, Ledger(database, _clock, keys.signer()), keys, _clock)
    subjects = ("法人及非法人组织",)
    sent = [
        next(records(n, 1, kinds=("penalty",), subjects=subjects, length=400)) for n in (11, 12)
    ]
    intake = Intake(keys, DAY)
    made.submit([intake.read(RawRow(n, each)) for n, each in enumerate(sent, 1)], [CHANNEL], "p")
    reviewer, _ = Accounts(database, _clock).create("甲", "reviewer")
    with database.reading() as tx:
        first = queue.page(tx, {})[0]
    made.judge(first, Verdict("accept", "处理后公开", "已核对"), reviewer)
    return made


def test_they_follow_what_happened(gateway):
    """One public, one waiting, three decisions; asking again changes nothing."""
    database = gateway.database
    for _ in range(2):
        column.catch_up(database)
        assert log_index.catch_up(database) == (3, 3)
        with database.reading() as tx:
            search = column.Search(CHANNEL, DAY)
            (line,) = column.page(tx, search)
            assert column.total(tx, search) == 1
            assert column.units(tx, CHANNEL, DAY) == {line.unit: 1}
            shown = column.one(tx, CHANNEL, line.slug, DAY)
            assert shown.answer["outcome"] == "released"
            assert column.slugs(tx, CHANNEL, DAY, 10) == [line.slug]
            found = column.Search(CHANNEL, DAY, words=line.subject[:4], unit=line.unit)
            assert column.page(tx, found) == [line]
            assert len(log_index.page(tx, log_index.Search(rule="CN-E-PHONE"))) == 3
            assert len(log_index.page(tx, log_index.Search(unit=line.unit))) == 2
            told = overview(tx, DAY)
    assert (told.waiting, told.settled, told.states) == (1, 1, {"public": 1})
    assert {unit.records for unit in told.units} == {1}


def test_the_queue_counts_what_is_left(gateway):
    """The counts that triggers keep agree with the lines."""
    with gateway.database.reading() as tx:
        counted = queue.counts(tx)
        assert counted["all"] == {"": 1}
        for facet in queue.FACETS:
            for value, count in counted[facet].items():
                assert queue.total(tx, {facet: value}) == count
