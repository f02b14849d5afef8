"""Each mention gets its verdict, and what answers nothing is a wrong finding."""

from __future__ import annotations

from detectors.finding import Status
from gateway.evaluation.measure import judge
from gateway.evaluation.survive import Fate


def test_every_mention_is_judged(letters):
    """Found exactly, missed, found but for a character, found as what may stay."""
    person, missed, address, company = letters[0].judged
    assert (person.strict, person.overlap, person.covered, person.inside) == (True, True, True, 3)
    assert (missed.strict, missed.overlap, missed.covered, missed.inside) == (
        False,
        False,
        False,
        0,
    )
    assert (address.strict, address.overlap, address.covered) == (False, True, False)
    assert (address.inside, address.detail_inside) == (4, 4)
    assert (company.strict, company.inside, company.fate) == (True, 0, None)


def test_fates_and_bare_characters_are_told(letters):
    """Hidden, leaked, and one character of the address left outside its mask."""
    fates = [judged.fate for judged in letters[0].judged]
    assert fates == [Fate("hidden"), Fate("leaked", "missed"), Fate("hidden"), None]
    assert [judged.bare for judged in letters[0].judged] == [0, 2, 1, 0]


def test_wrong_findings_are_told_with_and_without_suspects(letters):
    """A suspect telephone is wrong among all findings and absent among the sure ones."""
    first, second = letters
    assert [w.finding.entity_type for w in first.wrong] == ["PHONE_NUMBER"]
    assert first.sure_wrong == ()
    assert [(w.field, w.finding.start) for w in second.wrong] == [("body", 3)]
    assert second.sure_wrong == second.wrong


def test_a_suspect_is_found_but_not_for_sure(letters):
    """It covers, it is strict, and without suspects it is neither."""
    suspect, company = letters[1].judged
    assert (suspect.strict, suspect.covered, suspect.sure_strict, suspect.sure_overlap) == (
        True,
        True,
        False,
        False,
    )
    assert (company.damaged, company.dropped) == (True, False)


def test_a_shield_covers_nothing(walked, mention, finding):
    """Only sensitive findings cover; what is known and kept hides no character."""
    person = mention(0, 3)
    (judged,) = judge(walked("陈小兰", [person], keeps=[finding(0, 3, "ORGANIZATION")])).judged
    assert (judged.inside, judged.covered, judged.overlap) == (0, False, False)


def test_any_sensitive_type_covers(walked, mention, finding):
    """A telephone found where a card stands covers it, though the type is wrong."""
    card = mention(0, 16, "BANK_CARD")
    found = judge(walked("6" * 16, [card], [finding(0, 16, "PHONE_NUMBER")]))
    (judged,) = found.judged
    assert (judged.covered, judged.overlap) == (True, False)
    assert len(found.wrong) == 1


def test_an_optional_mention_has_no_fate(walked, mention):
    """It scores neither way, so what becomes of it is not asked."""
    (judged,) = judge(walked("陈小兰", [mention(0, 3, optional=True)])).judged
    assert (judged.fate, judged.bare) == (None, 0)


def test_a_rejected_document_shows_nothing(walked, mention, finding):
    """Detection is measured, fates are not."""
    row = judge(walked("陈小兰", [mention(0, 3)], [finding(0, 3)], outcome="rejected"))
    assert row.outcome == "rejected"
    assert row.judged[0].strict
    assert row.judged[0].fate is None


def test_status_decides_what_is_sure(walked, mention, finding):
    """Likely is sure, a suspect is not."""
    told = [
        judge(walked("陈小兰", [mention(0, 3)], [finding(0, 3, status=status)])).judged[0]
        for status in Status
    ]
    assert [judged.sure_strict for judged in told] == [False, True, True]
