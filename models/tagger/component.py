"""The tagger as a spaCy component, for pipelines of others: ``nlp.add_pipe("gongshi_names")``.

Tokens are characters, because one in ten boundaries of a name is no boundary of a word. The
component writes ``doc.ents`` (from one half on) and ``doc.spans["gongshi_names"]`` with the
probability of each span in its ``scores`` (from the floor on).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from models.tagger.tagger import FLOOR, LIKELY, Reading, read

NAME = "gongshi_names"


class Names:
    """Marks persons, organisations and addresses in a `Doc` whose tokens are characters."""

    def __init__(self, floor: float = FLOOR) -> None:
        self.floor = floor

    def __call__(self, doc: Doc) -> Doc:
        """The same document with its entities and scored spans set."""
        found = [(_span(doc, r), r.probability) for r in read(doc.text, self.floor)]
        known = [(span, probability) for span, probability in found if span is not None]
        doc.spans[NAME] = [span for span, _ in known]
        doc.spans[NAME].attrs["scores"] = [probability for _, probability in known]
        doc.ents = filter_spans([span for span, p in known if p >= LIKELY])
        return doc

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Keeps the settings; the weights are the package's own."""
        srsly.write_json(path, {"floor": self.floor})

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> Names:
        """The settings as `to_disk` kept them."""
        self.floor = float(srsly.read_json(path)["floor"])
        return self


def _span(doc: Doc, reading: Reading) -> Span | None:
    return doc.char_span(reading.start, reading.end, label=reading.label, alignment_mode="expand")


@Language.factory(NAME, default_config={"floor": FLOOR})
def _names(nlp: Language, name: str, floor: float) -> Names:
    return Names(floor)
