"""Labelled text made from templates: slots filled, worn a little as real text is, labels exact.

A template is one line of Chinese with slots such as ``{n}`` (a person), ``{o}`` (a company) or
``{money}``; the folders `templates` and `held_out` hold them, `SLOTS` lists what they may name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from models.tagger.recipe import firms, people, places, things, vocabulary
from models.tagger.recipe.people import Person

PERSON, ORGANISATION, ADDRESS = "PERSON", "ORGANIZATION", "ADDRESS"
_SCATTERED = 0.08
_SLOT = re.compile(r"\{([a-z]+)([0-9]*)\}")
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of an example; ``kind`` is the class of a person's name."""

    start: int
    end: int
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One passage of invented text with everything that is to be found in it."""

    text: str
    spans: tuple[Span, ...]


_Fill = tuple[str, str | None, str]


def _person(made: Person) -> _Fill:
    return made.name, PERSON, made.kind


_MAKERS: dict[str, Callable[[Random], _Fill]] = {
    "n": lambda rng: _person(people.person(rng)),
    "f": lambda rng: _person(people.foreigner(rng)),
    "m": lambda rng: (people.masked(rng), None, ""),
    "k": lambda rng: (people.styled(rng), None, ""),
    "o": lambda rng: (firms.company(rng).name, ORGANISATION, ""),
    "s": lambda rng: (firms.shop(rng).name, ORGANISATION, ""),
    "g": lambda rng: (firms.authority(rng), ORGANISATION, ""),
    "h": lambda rng: (firms.institution(rng), ORGANISATION, ""),
    "a": lambda rng: (places.full(rng), ADDRESS, ""),
    "d": lambda rng: (places.detail(rng) if rng.random() < 0.8 else places.scene(rng), ADDRESS, ""),
    "c": lambda rng: (places.coarse(rng), None, ""),
}
#: Every slot that a template may name; digits behind it tell several of a kind apart.
SLOTS = frozenset((*_MAKERS, *things.MAKERS, "oa"))


def templates(folder: str) -> list[str]:
    """The templates of a folder beside this file, in a stable order."""
    found = sorted(files("models.tagger.recipe").joinpath(folder).iterdir(), key=lambda f: f.name)
    lines = (
        line
        for file in found
        if file.name.endswith(".txt")
        for line in file.read_text("utf-8").splitlines()
    )
    return [
        line.strip().replace("\\n", "\n").replace("\\t", "\t")
        for line in lines
        if line.strip() and line[0] != "#"
    ]


def filled(rng: Random, template: str, exchange: float = 0.0) -> Example:
    """One example of a template; raises ``KeyError`` for a slot that does not exist.

    ``exchange`` is the share of the words between the slots that others take the place of.
    """
    made: dict[str, _Fill] = {}
    firm: dict[str, firms.Firm] = {}
    text, spans, last = "", [], 0
    for slot in _SLOT.finditer(template):
        text += _literal(rng, template[last : slot.start()], exchange)
        last = slot.end()
        key, kind, which = slot[0], slot[1], slot[2]
        if key not in made:
            if kind in ("o", "oa"):
                known = firm.setdefault(which, firms.company(rng))
                made[key] = (known.name if kind == "o" else known.short, ORGANISATION, "")
            elif kind in _MAKERS:
                made[key] = _MAKERS[kind](rng)
            else:
                made[key] = (things.MAKERS[kind](rng), None, "")
        value, label, name_class = made[key]
        if label:
            spans.append(Span(len(text), len(text) + len(value), label, name_class))
        text += value
    return Example(text + _literal(rng, template[last:], exchange), tuple(spans))


def _literal(rng: Random, text: str, exchange: float) -> str:
    return vocabulary.exchanged(rng, text, exchange) if exchange and text else text


def scattered(rng: Random) -> Example:
    """Words in no order, with a name now and then: no context tells, only what a word is."""
    text, spans = "", []
    for word in vocabulary.salad(rng, rng.randint(5, 30)):
        if rng.random() < 0.05:
            made = people.person(rng)
            spans.append(Span(len(text), len(text) + len(made.name), PERSON, made.kind))
            text += made.name
        text += word
    return Example(text, tuple(spans))


def examples(rng: Random, lines: Sequence[str], count: int) -> Iterator[Example]:
    """``count`` examples over all templates in turn, worn as real text is."""
    order: list[str] = []
    for _ in range(count):
        if not order:
            order = list(lines)
            rng.shuffle(order)
        if rng.random() < _SCATTERED:
            yield scattered(rng)
            continue
        exchange = rng.choice((0.0, 0.15, 0.3, 0.5))
        yield worn(rng, filled(rng, order.pop(), exchange))


def worn(rng: Random, example: Example) -> Example:
    """What clerks and scanners do to a text: spaces, lost stops, breaks, cut surroundings."""
    draw = rng.random()
    if draw < 0.1:
        return _spaced(rng, example)
    if draw < 0.2:
        return _without_stops(rng, example)
    return example


def _spaced(rng: Random, example: Example) -> Example:
    """A space inside short names (张 三), or anywhere between two ideographs."""
    inside = [s.start + 1 for s in example.spans if s.label == PERSON and s.end - s.start == 2]
    anywhere = [i for i in range(1, len(example.text)) if _HAN.match(example.text[i])]
    cuts = set(inside if rng.random() < 0.6 else rng.sample(anywhere, min(2, len(anywhere))))
    filler = rng.choice((" ", "  ", "\u3000"))
    return _mapped(example, lambda i, char: (filler if i in cuts else "") + char)


def _without_stops(rng: Random, example: Example) -> Example:
    """Some stops lost or become spaces or line ends; text cut out of its surroundings."""
    inside = {i for s in example.spans for i in range(s.start, s.end)}
    lost = rng.choice(("", " ", "\n"))

    def changed(i: int, char: str) -> str:
        return lost if char in "，。；：、" and i not in inside and rng.random() < 0.35 else char

    return _mapped(example, changed)


def _mapped(example: Example, change: Callable[[int, str], str]) -> Example:
    pieces, starts, at = [], [], 0
    for i, char in enumerate(example.text):
        piece = change(i, char)
        pieces.append(piece)
        at += len(piece)
        starts.append(at - 1)  # what is inserted stands in front of the character
    spans = tuple(
        Span(starts[s.start], starts[s.end - 1] + 1, s.label, s.kind) for s in example.spans
    )
    return Example("".join(pieces), spans)
