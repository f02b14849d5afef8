"""The base of every detector: a Presidio `EntityRecognizer` that matches on the text view."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from detectors.claim import Claim, Evidence
from detectors.considered import Considered
from detectors.finding import Status
from detectors.sheet import Sheet


class SheetArtifacts(NlpArtifacts):
    """Carries the record's sheet through Presidio in the place of tokens nobody needs."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.entities = []
        self.tokens_indices = []
        self.lemmas = []
        self.keywords = []
        self.scores = []


class Detector(EntityRecognizer):
    """One kind of thing to be found.

    Subclasses set the class attributes and write `claims`. ``kind`` equals the file's name,
    ``label`` is what reviewers read, ``basis`` the standard that defines the structure; ``check``,
    ``cues`` and ``confidence`` say in Chinese what raises and lowers the status.
    Works in the gateway's scanner, which passes the record's sheet, and in a plain
    `AnalyzerEngine`, where each text is a sheet of its own.
    """

    kind: ClassVar[str]
    revision: ClassVar[str] = "1"
    entities: ClassVar[tuple[str, ...]]
    label: ClassVar[str]
    basis: ClassVar[str]
    #: For the table in docs/detectors.md, in Chinese: check digits, words around, confidence.
    check: ClassVar[str] = "无"
    cues: ClassVar[str] = "无"
    confidence: ClassVar[str] = "按上下文"

    def __init__(self) -> None:
        super().__init__(
            supported_entities=list(self.entities),
            name=self.kind,
            supported_language="zh",
            version=self.revision,
        )
        #: ``kind@revision``, as it stands in findings and in the ledger.
        self.ident = f"{self.kind}@{self.revision}"

    def load(self) -> None:
        """Nothing to load: tables are read when first needed."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Presidio's entry: claims on ``text`` for the wanted entity types."""
        if isinstance(nlp_artifacts, SheetArtifacts) and nlp_artifacts.sheet.raw == text:
            sheet = nlp_artifacts.sheet
        else:
            sheet = Sheet.of_text(text)
        return [claim for claim in self.claims(sheet) if claim.entity_type in entities]

    def considered(self, sheet: Sheet) -> Iterable[Considered]:
        """For explanations: what was looked at closer, and what it came to; most tell none."""
        return ()

    @abstractmethod
    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Everything this kind claims on the sheet, in offsets of ``sheet.raw``."""

    def claim(
        self,
        sheet: Sheet,
        start: int,
        end: int,
        status: Status,
        evidence: Evidence,
        explanation: str,
        *,
        entity_type: str | None = None,
        role: str | None = None,
        category: str | None = None,
        detail: int | None = None,
        group: int | None = None,
    ) -> Claim:
        """A claim on a span given in positions of the view.

        ``COLUMN`` is added to the evidence where the span is (nearly) all of a column that is
        defined to hold this entity type.
        """
        wanted = entity_type or self.entities[0]
        raw_start, raw_end = sheet.view.origin(start, end)
        if sheet.fills(start, end, wanted):
            evidence |= Evidence.COLUMN
        return Claim(
            wanted,
            raw_start,
            raw_end,
            detector=self.ident,
            status=status,
            evidence=evidence,
            explanation=explanation,
            role=role,
            category=category,
            detail=None if detail is None else sheet.view.origin(detail, detail + 1)[0],
            group=group,
        )
