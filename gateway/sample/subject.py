"""Whom a record is about (行政相对人): a firm, an individual business or a natural person."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from gateway.sample import companies, people, places
from gateway.sample.companies import Firm
from gateway.sample.industries import Industry
from gateway.sample.marked import Text
from gateway.sample.people import Person
from gateway.sample.places import Place

ORGANISATION, INDIVIDUAL, NATURAL = "法人及非法人组织", "个体工商户", "自然人"


@dataclass(frozen=True, slots=True)
class Subject:
    """行政相对人: a firm with its head, or a natural person who is both."""

    kind: str
    firm: Firm | None
    head: Person
    address: str = field(repr=False)

    @property
    def name(self) -> Text:
        """The subject's name as a text."""
        if self.firm is None:
            return Text.of(self.head.name, "PERSON", "subject")
        return Text.of(self.firm.name, "ORGANIZATION")

    @property
    def title(self) -> str:
        """What the head is called in front of the name."""
        if self.firm is None:
            return "当事人"
        return "经营者" if self.kind == INDIVIDUAL else "法定代表人"

    @property
    def role(self) -> str:
        """The role of the head."""
        if self.firm is None:
            return "subject"
        return "operator" if self.kind == INDIVIDUAL else "legal_representative"

    @property
    def head_name(self) -> Text:
        """The head's name as a text."""
        return Text.of(self.head.name, "PERSON", self.role)


def drawn(rng: Random, kind: str, place: Place, industry: Industry) -> Subject:
    """A subject of a kind (行政相对人类别) that exists nowhere."""
    head = people.person(rng, place if rng.randrange(2) else None)
    if kind == NATURAL:
        return Subject(kind, None, head, places.dwelling(rng, place))
    address = places.premises(rng, place)
    if kind == INDIVIDUAL:
        shop = rng.choice(industry.shops)
        return Subject(kind, companies.individual_business(rng, place, shop), head, address)
    firm = companies.company(rng, place, rng.choice(industry.trades))
    return Subject(kind, firm, head, address)
