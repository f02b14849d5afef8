"""How well the weights do on held-out passages, as the tables of the card.

    python -m models.tagger.recipe.judge

Strict figures: a mention is right if both its ends and its label are. *Covered* is the share of
persons all of whose characters lie in some reading of a person, doubts included.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

from models.tagger import FLOOR, LIKELY, Reading, read
from models.tagger.network import LABELS
from models.tagger.recipe import corpus
from models.tagger.recipe.corpus import PERSON, Example

_BINS = (FLOOR, 0.3, LIKELY, 0.7, 0.9, 0.99, 1.01)


def held_out(rounds: int = 2) -> list[Example]:
    """Each held-out passage, filled and worn ``rounds`` times."""
    made = []
    for number, line in enumerate(corpus.templates("held_out")):
        for turn in range(rounds):
            rng = Random(f"{number}/{turn}")
            made.append(corpus.worn(rng, corpus.filled(rng, line)))
    return made


def tables(examples: Sequence[Example]) -> Iterator[str]:
    """Lines of Markdown: by label, by class of name, and by probability."""
    read_all = [(example, read(example.text)) for example in examples]
    yield from _by_label(read_all)
    yield ""
    yield from _by_class(read_all)
    yield ""
    yield from _by_probability(read_all)


_Read = Sequence[tuple[Example, list[Reading]]]


def _by_label(read_all: _Read) -> Iterator[str]:
    yield "| label | precision | recall | F1 | mentions |"
    yield "|---|--:|--:|--:|--:|"
    for label in LABELS:
        wanted = found = right = 0
        for example, readings in read_all:
            gold = {(s.start, s.end) for s in example.spans if s.label == label}
            said = {(r.start, r.end) for r in readings if r.label == label and _likely(r)}
            wanted, found, right = wanted + len(gold), found + len(said), right + len(gold & said)
        precision, recall = right / max(found, 1), right / max(wanted, 1)
        f1 = 2 * right / max(found + wanted, 1)
        yield f"| {label} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {wanted} |"


def _by_class(read_all: _Read) -> Iterator[str]:
    yield "| class of name | mentions | strict recall | covered |"
    yield "|---|--:|--:|--:|"
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for example, readings in read_all:
        people = [r for r in readings if r.label == PERSON]
        said = {(r.start, r.end) for r in people if _likely(r)}
        inside = {i for r in people for i in range(r.start, r.end)}
        for span in example.spans:
            if span.label == PERSON:
                covered = all(i in inside for i in range(span.start, span.end))
                strict = (span.start, span.end) in said
                for name in (span.kind, "all"):
                    count[name].update(n=1, strict=strict, covered=covered)
    for name, c in sorted(count.items(), key=lambda item: item[0] == "all"):
        yield f"| {name} | {c['n']} | {c['strict'] / c['n']:.3f} | {c['covered'] / c['n']:.3f} |"


def _by_probability(read_all: _Read) -> Iterator[str]:
    """Whether a probability means what it says: the share of persons among such readings."""
    yield "| probability of a person | readings | touch a person |"
    yield "|---|--:|--:|"
    seen: list[tuple[float, bool]] = []
    for example, readings in read_all:
        gold = {i for s in example.spans if s.label == PERSON for i in range(s.start, s.end)}
        for r in readings:
            if r.label == PERSON:
                seen.append((r.probability, any(i in gold for i in range(r.start, r.end))))
    for low, high in pairwise(_BINS):
        inside = [touched for probability, touched in seen if low <= probability < high]
        share = sum(inside) / max(len(inside), 1)
        yield f"| {low:g} to {min(high, 1):g} | {len(inside)} | {share:.2f} |"


def _likely(reading: Reading) -> bool:
    return reading.probability >= LIKELY


if __name__ == "__main__":
    print("\n".join(tables(held_out())))
