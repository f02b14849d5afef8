"""A record's content is scanned once however often it is asked for, and told as if scanned anew."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from detectors.border import Scanner
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Journey
from gateway.keys import Keys
from gateway.record import Record, Rejected
from gateway.sample import LATEST, records
from gateway.sheets import TOGETHER, Scans
from policies import catalog

CHANNELS = ("department-portal", "social-media")
PACK = catalog.shipped().load("rs-2018-gd")


@dataclass
class Counting:
    """The true scanner, with a note of how many sheets it was given."""

    scanner: Scanner = field(default_factory=Scanner)
    sheets: int = 0

    def scan_all(self, sheets):
        self.sheets += len(sheets)
        return self.scanner.scan_all(sheets)


def letter(text):
    return Record("L-1", "document", {"title": "通知", "body": text})


@pytest.fixture(scope="module")
def arrivals():
    """More records than are scanned together, dense and sparse, with refused rows between."""
    intake = Intake(Keys(b"k" * 32), LATEST)
    drawn = [*records(5, 36, length=300), *records(6, 36, length=200, density=0.1)]
    read = [intake.read(RawRow(number, row)) for number, row in enumerate(drawn)]
    refused = Rejected("R-1", 1, ())
    assert len(read) > TOGETHER
    return [refused, *read[:40], refused, *read[40:]]


def test_a_batch_is_drafted_as_its_records_alone(arrivals):
    """Together or one by one: the same decisions, texts and answers, in the same order."""
    journey = Journey(Scanner(), PACK, LATEST)
    alone = [[a] if isinstance(a, Rejected) else journey.drafts(a, CHANNELS) for a in arrivals]
    assert journey.groups(arrivals, CHANNELS) == alone


def test_what_was_scanned_before_is_told_as_if_scanned_anew(arrivals):
    """For what came and for what would leave: the remembered scan equals a fresh one."""
    journey = Journey(Scanner(), PACK, LATEST)
    taken = [a for a in arrivals if isinstance(a, Record)][::6]
    for draft in (d for group in journey.groups(taken, CHANNELS[:1]) for d in group):
        scans = Scans(journey.scanner, (draft.record,))
        for fields in (draft.record.fields, draft.redacted.fields):
            first, again = scans.of([(draft.record, fields)] * 2)
            assert first is again
            assert first == journey.scan(draft.record, fields)


def test_content_that_stays_is_scanned_once():
    """What would leave is what came, on both channels: one scan in all."""
    counting = Counting()
    journey = Journey(counting, PACK, date(2026, 11, 20))
    drafts = journey.drafts(letter("会议改在周五。"), CHANNELS)
    assert all(d.redacted.fields == d.record.fields for d in drafts)
    assert counting.sheets == 1


def test_content_that_changes_is_scanned_again():
    """A number is covered: what would leave is another content."""
    counting = Counting()
    journey = Journey(counting, PACK, date(2026, 11, 20))
    journey.drafts(letter("请致电李娟，电话13800138000。"), CHANNELS[:1])
    assert counting.sheets == 2


def test_no_record_gets_the_scan_of_another():
    """Equal fields of two records are two scans: whose record it is may decide."""
    counting, one = Counting(), letter("会议改在周五。")
    other = replace(one, id="L-2")
    scans = Scans(counting, (one, other))
    scans.of([(one, one.fields), (other, other.fields)])
    assert counting.sheets == 2
