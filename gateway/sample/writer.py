"""Fills sentences with people and things and keeps the exact place of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from gateway.sample import companies, numbers, people, places
from gateway.sample.companies import Firm
from gateway.sample.industries import Industry
from gateway.sample.marked import Text
from gateway.sample.people import Person
from gateway.sample.places import Place
from gateway.sample.subject import Subject

_SLOT = re.compile(r"\{([a-z]+[0-9]*)\}")
_ROLES = {
    "third": "third_party",
    "witness": "witness",
    "complainant": "complainant",
    "minor": "minor",
    "officer": "officer",
}
_NEW_FACE_SHARE = 0.35
_LARGEST_POOL = 60


class Writer:
    """Writes the sentences of one record; people come back, with their own numbers."""

    def __init__(
        self,
        rng: Random,
        place: Place,
        industry: Industry,
        agency: Firm,
        subject: Subject,
        decided: date,
    ) -> None:
        self.rng = rng
        self.place = place
        self.industry = industry
        self.agency = agency
        self.subject = subject
        self.decided = decided
        self.fine = ""
        self.scope = ""
        self._cast: dict[str, list[Person]] = {}
        self._names = {subject.head.name}
        self._last = subject.head
        self._in_sentence: dict[str, Person] = {}
        self._licence: Text | None = None

    def sentence(self, template: str) -> Text:
        """The template with its slots filled; ``KeyError`` for a slot that does not exist."""
        self._in_sentence = {}
        literals_and_slots = _split(template)
        return Text.joined(
            self._fill(part) if odd % 2 else Text(part)
            for odd, part in enumerate(literals_and_slots)
        )

    def passage(
        self, opening: str, rich: Sequence[str], plain: Sequence[str], length: int, density: float
    ) -> Text:
        """Sentences up to about ``length`` characters, never cut; at least the opening.

        ``density`` is the share of sentences drawn from ``rich``.
        """
        parts = [self.sentence(opening)]
        size = len(parts[0].text)
        decks = _Deck(self.rng, rich), _Deck(self.rng, plain)
        while size < length:
            parts.append(self.sentence(decks[self.rng.random() >= density].draw()))
            size += len(parts[-1].text)
        if len(parts) > 1 and size - length > length - (size - len(parts[-1].text)):
            parts.pop()
        return Text.joined(parts)

    def day(self) -> date:
        """A day in the half year before the decision."""
        return self.decided - timedelta(days=self.rng.randint(8, 180))

    def statute(self) -> Text:
        """One citation of the industry."""
        return Text.of(self.rng.choice(self.industry.statutes), "STATUTE")

    def document_number(self, word: str = "罚") -> Text:
        """文号 of the agency and the year of the decision: 粤高明市监罚〔2026〕12号."""
        mark = self.place.province[0] if self.place.province != "广东省" else "粤"
        front = f"{mark}{self.place.county[:-1]}{self.industry.mark}{word}"
        number = f"{front}〔{self.decided.year}〕{self.rng.randint(1, 999)}号"
        return Text.of(number, "DOCUMENT_NUMBER")

    def licence(self) -> Text:
        """许可编号 of the industry's certificate, one a record."""
        if self._licence is None:
            self._licence = self._new_licence()
        return self._licence

    def _new_licence(self) -> Text:
        if not self.industry.licence:
            return self.construction()
        digits = f"{self.place.code}{self.rng.randrange(10**7):07d}"
        return Text.of(f"{self.industry.licence}1{digits}", "LICENCE_NUMBER")

    def construction(self) -> Text:
        """A construction licence that looks exactly like an identity number."""
        number = numbers.construction_licence(self.rng, self.place.code, self.day())
        return Text.of(number, "LICENCE_NUMBER")

    def _fill(self, slot: str) -> Text:
        kind = slot.rstrip("0123456789") if slot != "id15" else slot
        if kind in _ROLES:
            self._last = self._person(kind, slot)
            return Text.of(self._last.name, "PERSON", _ROLES[kind])
        if kind in numbers.PLAIN:
            return self._number(kind)
        return _FILLERS[kind](self)

    def _person(self, kind: str, slot: str) -> Person:
        known = self._cast.setdefault(kind, [])
        here = self._in_sentence.values()
        free = [p for p in known if p not in here]
        if not free or (len(known) < _LARGEST_POOL and self.rng.random() < _NEW_FACE_SHARE):
            chosen = self._newcomer(kind)
            known.append(chosen)
        else:
            chosen = self.rng.choice(free)
        self._in_sentence[slot] = chosen
        return chosen

    def _newcomer(self, kind: str) -> Person:
        if kind == "minor":
            born = people.minor(self.rng, self.decided.year, self._names)
        else:
            born = people.person(self.rng, None, self._names)
        self._names.add(born.name)
        return born

    def _number(self, kind: str) -> Text:
        number = numbers.PLAIN[kind](self.rng)
        entity_type, groups = _PLAIN_TYPES[kind]
        shown = numbers.written(self.rng, number, *groups) if groups else number
        return Text.of(shown, entity_type)

    def _head(self) -> Text:
        self._last = self.subject.head
        return Text.joined((Text(self.subject.title), self.subject.head_name))

    def _id(self) -> Text:
        return Text.of(numbers.written(self.rng, self._last.id_number, 6, 8, 4), "CN_ID_CARD")

    def _phone(self) -> Text:
        return Text.of(numbers.written_mobile(self.rng, self._last.phone), "PHONE_NUMBER")

    def _born(self) -> Text:
        year, month, day = self._last.born
        return Text.of(f"{year}年{month}月{day}日", "DATE_OF_BIRTH")

    def _firm(self) -> Text:
        trade = self.rng.choice(self.industry.trades)
        firm = companies.company(self.rng, self.rng.choice(places.PLACES), trade)
        return Text.of(firm.name, "ORGANIZATION")


class _Deck:
    """Draws sentences at random without repeating one before all have been seen."""

    def __init__(self, rng: Random, sentences: Sequence[str]) -> None:
        self._rng, self._sentences, self._left = rng, sentences, list[str]()

    def draw(self) -> str:
        if not self._left:
            self._left = list(self._sentences)
            self._rng.shuffle(self._left)
        return self._left.pop()


def chinese_date(day: date) -> str:
    """2026年3月9日, as it is written in texts."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def _split(template: str) -> list[str]:
    return _SLOT.split(template)


def _amount(writer: Writer) -> str:
    rng = writer.rng
    return rng.choice(
        (f"{rng.randint(80, 98000)}元", f"{rng.randint(80, 9000)}.{rng.randint(10, 99)}元")
    )


_PLAIN_TYPES: dict[str, tuple[str, tuple[int, ...]]] = {
    "account": ("BANK_ACCOUNT", (4, 4, 4)),
    "email": ("EMAIL_ADDRESS", ()),
    "wechat": ("WECHAT_ID", ()),
    "qq": ("QQ_NUMBER", ()),
    "passport": ("CN_PASSPORT", ()),
    "travel": ("CN_TRAVEL_PERMIT", ()),
    "vin": ("VIN", ()),
}

_FILLERS: dict[str, Callable[[Writer], Text]] = {
    "subject": lambda w: w.subject.name,
    "head": Writer._head,
    "agency": lambda w: Text.of(w.agency.name, "ORGANIZATION"),
    "firm": Writer._firm,
    "bank": lambda w: Text.of(companies.bank(w.rng, w.place), "ORGANIZATION"),
    "site": lambda w: Text.of(w.subject.address, "ADDRESS"),
    "home": lambda w: Text.of(
        places.dwelling(w.rng, w.rng.choice((w.place, w.rng.choice(places.PLACES)))), "ADDRESS"
    ),
    "id": Writer._id,
    "id15": lambda w: Text.of(numbers.legacy_id_number(w.rng, w.place.code), "CN_ID_CARD"),
    "phone": Writer._phone,
    "born": Writer._born,
    "landline": lambda w: Text.of(numbers.landline(w.rng, w.place.dialling), "PHONE_NUMBER"),
    "card": lambda w: Text.of(
        numbers.written(w.rng, numbers.bank_card(w.rng), 4, 4, 4, 4), "BANK_CARD"
    ),
    "plate": lambda w: Text.of(numbers.plate(w.rng, w.place.plate), "CN_VEHICLE_PLATE"),
    "uscc": lambda w: Text.of(numbers.uscc(w.rng, w.place.code), "CN_USCC"),
    "registration": lambda w: Text.of(
        numbers.business_registration(w.rng, w.place.code, individual=w.rng.randrange(2) == 0),
        "CN_BUSINESS_REGISTRATION",
    ),
    "licence": Writer.licence,
    "construction": Writer.construction,
    "docno": Writer.document_number,
    "statute": Writer.statute,
    "amount": lambda w: Text.of(_amount(w), "PUBLIC_AMOUNT"),
    "fine": lambda w: Text.of(w.fine, "PUBLIC_AMOUNT"),
    "scope": lambda w: Text(w.scope),
    "date": lambda w: Text(chinese_date(w.day())),
    "days": lambda w: Text(str(w.rng.randint(3, 60))),
    "count": lambda w: Text(str(w.rng.randint(2, 480))),
    "batch": lambda w: Text(f"{w.day():%Y%m%d}{w.rng.choice('ABCK')}{w.rng.randint(1, 99):02d}"),
    "barcode": lambda w: Text(f"69{w.rng.randrange(10**11):011d}"),
}
