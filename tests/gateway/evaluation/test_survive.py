"""What survives is told with its reason or its rule; what may stay is told when it was touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Finding, Status
from gateway.evaluation.folded import Folded
from gateway.evaluation.gold import Mention
from gateway.evaluation.survive import Fate, Shown
from gateway.evaluation.walk import Walked
from gateway.redact import redact
from policies.action import Action
from policies.decision import Decision, PackRef, Ruling, SpanRuling

TEXT = "当事人陈小兰，见证人王伟。"


def fate(walked, mention):
    return Shown(walked, walked.redacted).fate(mention)


def test_what_is_masked_is_hidden(walked, mention, finding):
    """Nothing of it stands in the output."""
    person = mention(3, 6)
    assert fate(walked(TEXT, [person], [finding(3, 6)]), person) == Fate("hidden")


def test_what_no_detector_saw_leaks(walked, mention):
    """No finding, no mask."""
    person = mention(3, 6)
    assert fate(walked(TEXT, [person]), person) == Fate("leaked", "missed")


def test_what_was_taken_for_something_else_leaks(walked, mention, finding):
    """A kept organisation where a person stands."""
    person = mention(3, 6)
    taken = walked(TEXT, [person], keeps=[finding(3, 6, "ORGANIZATION")])
    assert fate(taken, person) == Fate("leaked", "wrong_type")


def test_a_role_that_the_annotation_denies_leaks(walked, mention, finding):
    """The person was kept, but the policy would hide the person that was annotated."""
    person = mention(3, 6, role="third_party")
    assert fate(walked(TEXT, [person], keeps=[finding(3, 6)]), person) == Fate(
        "leaked", "wrong_role"
    )


def test_what_the_policy_shows_is_no_leak(walked, mention, finding):
    """A legal representative's name stands there by a rule, found or not."""
    person = mention(3, 6)
    kept = walked(TEXT, [person], keeps=[finding(3, 6)], shows=[person])
    assert fate(kept, person) == Fate("shown", rule="R-SHOW")
    assert fate(walked(TEXT, [person], shows=[person]), person) == Fate("shown", rule="R-SHOW")


def test_a_second_place_leaks(walked, mention, finding):
    """Masked here, it still stands there, spaced or not."""
    text = "陈小兰到场。陈 小 兰签字。"
    person = mention(0, 3)
    assert fate(walked(text, [person], [finding(0, 3)]), person) == Fate("leaked", "elsewhere")


def test_another_field_leaks_too(walked, mention, finding):
    """The whole output is searched; a field that is not shown is not part of it."""
    texts = {"body": "陈小兰到场", "BZ": "联系陈小兰"}
    person = mention(0, 3)
    hides = {"body": [finding(0, 3)]}
    assert fate(walked(texts, [person], hides), person) == Fate("leaked", "elsewhere")
    assert fate(walked(texts, [person], hides, drops=["BZ"]), person) == Fate("hidden")


def test_a_mask_that_shows_all_leaks(walked, mention, finding):
    """A mask that reads like the original hides nothing."""
    person = mention(3, 5)
    masked = walked("当事人陈某到场", [person], [finding(3, 5)], operator="surname")
    assert fate(masked, person) == Fate("leaked", "mask")


def test_an_address_masked_beside_its_detail_leaks(walked, mention, finding):
    """The part below the county is what must not survive, whatever was done to the rest."""
    text = "广州市天河区云峰路一百号到场"
    address = mention(0, 12, "ADDRESS", detail=6)
    masked = walked(text, [address], [finding(0, 5, "ADDRESS")])
    assert fate(masked, address) == Fate("leaked", "missed")


def test_an_address_may_keep_its_county(walked, mention, finding):
    """Only the part below the county must not survive."""
    text = "住广州市天河区云峰路8号。"
    address = mention(1, 12, "ADDRESS", detail=7)
    assert fate(walked(text, [address], [finding(7, 12, "ADDRESS")]), address) == Fate("hidden")


def test_a_name_inside_a_company_belongs_to_the_company(walked, mention, finding):
    """The same string in what may stay is not a leak; the rule that keeps it is told."""
    text = "王伟在王伟商行任职"
    person, company = mention(0, 2), mention(3, 7, "ORG")
    hides = [finding(0, 2)]
    kept = walked(text, [person, company], hides, [finding(3, 7, "ORGANIZATION")])
    assert fate(kept, person) == Fate("shown", rule="R-KEEP")
    assert fate(walked(text, [person, company], hides), person) == Fate("shown", rule="GOLD")


def test_a_name_beside_a_company_does_not(walked, mention, finding):
    """Half inside a name that may stay is not inside."""
    text = "王伟商行"
    person, company = mention(0, 2), mention(1, 4, "ORG")
    assert fate(walked(text, [person, company]), person) == Fate("leaked", "missed")


def test_an_unannotated_shield_covers_a_coincidence(walked, mention, finding):
    """A place name that contains a person's name is kept as what it is."""
    text = "高明到场。佛山市高明区税务局"
    person = mention(0, 2)
    hides, keeps = [finding(0, 2)], [finding(5, 14, "ORGANIZATION")]
    assert fate(walked(text, [person], hides, keeps), person) == Fate("shown", rule="R-KEEP")


def test_one_character_is_no_secret(walked, mention):
    """Nothing is asked of it."""
    person = mention(3, 4)
    assert fate(walked(TEXT, [person]), person) is None


def test_what_a_mask_writes_is_its_doing(walked, mention, finding):
    """A string that stands there only because a mask wrote part of it is told as such."""
    text = "陈小兰到场；见陈某芳。"
    person = mention(7, 9)  # annotated too short
    masked = walked(text, [person], [finding(0, 3), finding(7, 10)], operator="surname")
    assert masked.redacted.fields["body"].startswith("陈某")
    assert fate(masked, person) == Fate("leaked", "mask")


def test_a_string_closed_up_by_a_mask_is_its_doing(walked, mention, finding):
    """陈小某 masked is 陈某: what is read there never stood there."""
    texts = {"body": "陈小某到场", "BZ": "陈某签字"}
    person = mention(0, 2, field="BZ")
    masked = walked(texts, [person], [finding(0, 3)], operator="surname", drops=["BZ"])
    assert masked.redacted.fields == {"body": "陈某到场"}
    assert fate(masked, person) == Fate("leaked", "mask")


def test_places_behind_a_mask_of_another_length_are_found(walked, mention, finding):
    """The company right behind the mask is where it was in the original."""
    text = "李四五六七王伟商行开业，王伟到场"
    person, company = mention(12, 14), mention(5, 9, "ORG")
    kept = walked(text, [person, company], [finding(0, 5), finding(12, 14)])
    assert kept.redacted.fields["body"].startswith("***王伟商行")
    assert fate(kept, person) == Fate("shown", rule="GOLD")


def test_one_mention_that_is_hidden_outweighs_one_that_is_shown(walked, mention, finding):
    """Where two mentions overlap, a string is there by right only if both may be shown."""
    text = "住云峰路8号，云峰路"
    street, boss, road = mention(7, 10), mention(0, 6, "ADDRESS"), mention(1, 4, "ADDRESS")
    hides = [finding(7, 10)]
    both = [street, boss, road]
    assert fate(walked(text, both, hides, shows=[boss, road]), street).fate == "shown"
    assert fate(walked(text, both, hides, shows=[boss]), street) == Fate("leaked", "elsewhere")


def test_characters_outside_every_mask_are_bare(walked, mention, finding):
    """Half a mask leaves half of it; a field that is not shown leaves nothing."""
    person = mention(3, 6)
    half = walked(TEXT, [person], [finding(3, 4)])
    assert Shown(half, half.redacted).bare(person) == 2
    dropped = walked(TEXT, [person], drops=["body"])
    assert Shown(dropped, dropped.redacted).bare(person) == 0


def test_damage_is_a_lost_character(walked, mention, finding):
    """A mask that touches what may stay damages it, one beside it does not; a drop is no damage."""
    company = mention(6, 10, "ORG")
    touched = walked("当事人陈小兰商行乙", [company], [finding(3, 7)])
    beside = walked("当事人陈小兰商行乙", [company], [finding(3, 6)])
    gone = walked("当事人陈小兰商行乙", [company], drops=["body"])
    told = [
        (s.damaged(company), s.dropped(company))
        for s in (Shown(w, w.redacted) for w in (touched, beside, gone))
    ]
    assert told == [(True, False), (False, False), (False, True)]


def test_what_a_mask_leaves_standing_is_not_damaged(walked, mention, finding):
    """A surname that stays is not lost although the mask lies over it."""
    surname = mention(3, 4, "ORG")
    masked = walked(TEXT, [surname], [finding(3, 6)], operator="surname")
    assert masked.redacted.fields["body"].startswith("当事人陈某")
    assert not Shown(masked, masked.redacted).damaged(surname)


texts = st.text("陈王李 小兰某", min_size=4, max_size=24)


@given(texts, st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4)), max_size=4), st.data())
def test_hidden_means_that_it_stands_nowhere(text, hidden, data):
    """Hidden or leaked is exactly: does the folded original occur in the folded output."""
    spans = [(a, min(a + n, len(text))) for a, n in hidden if a < len(text)]
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    person = Mention("body", start, end, "PERSON", "PERSON", frozenset({"PERSON"}))
    rulings = tuple(
        SpanRuling("body", a, b, "PERSON", "certain", "f@1", Action.MASK, "R", "法", "remove")
        for a, b in spans
    )
    fields = {"body": Ruling(Action.KEEP, "F", "法", "body")}
    decision = Decision("x", PackRef("t", "1", ""), (), fields, rulings, ())
    findings = {"body": tuple(Finding(a, b, "PERSON", 1, "f@1", Status.CERTAIN) for a, b in spans)}
    redacted = redact({"body": text}, decision)
    walked = Walked(
        "D", None, {"body": text}, (person,), findings, (), "released", redacted, rulings
    )
    needle = Folded.of(text[start:end]).text
    told = Shown(walked, redacted).fate(person)
    if len(needle) < 2:
        assert told is None
    else:
        stands = needle in Folded.of(redacted.fields["body"]).text
        assert told.fate == ("leaked" if stands else "hidden")
