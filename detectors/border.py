"""The one border with Presidio: recognisers in, findings and silences out.

Presidio fails open in several ways (a regex that times out is skipped with a warning and reads as
clean); here whatever did not look becomes an `Unread`. No text of the record leaves this module,
neither in a finding nor in a log, and no engine is built that would fetch anything.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from presidio_analyzer import EntityRecognizer, RecognizerResult

from detectors.allowances import Allowance, allowances
from detectors.claim import Claim, Evidence
from detectors.detector import Detector, SheetArtifacts
from detectors.finding import Finding, Scan, Status, Unread
from detectors.name_model import switch_off
from detectors.recurrence import recurrences
from detectors.register import EMPTY, Register
from detectors.registry import all_detectors
from detectors.settle import settle
from detectors.sheet import Sheet

_LIKELY_SCORE = 0.5
_PRESIDIO_LOG = logging.getLogger("presidio-analyzer")
_LOG_LOCK = threading.RLock()

MISSING = "missing"
TIMEOUT = "timeout"
NOT_RUN = "not-run"
MODEL_OFF = "model-off"

# Makes every kind read its tables.
_FIRST = "当事人青禾公司，住青禾路1号，联系电话见附件。"
BAD_RESULT = "bad-result"


@dataclass(slots=True)
class _Looked:
    """One sheet on its way past the detectors, and the seconds that it has taken so far."""

    sheet: Sheet
    unread: list[Unread]
    claims: list[Claim] = field(default_factory=list)
    spent: float = 0.0


class Scanner:
    """Runs recognisers over a record and settles what they claim.

    ``detectors`` are Presidio recognisers, ours or foreign; by default all of the registry.
    ``required`` are names of detectors that must be among them. ``budget_s`` is the time one
    record may take; it is looked at between detectors, with ``clock`` in seconds. Without
    ``name_model`` every record with free text goes to a person. ``register`` is what the
    organisation has registered: what of it could not be loaded counts as silent.
    """

    def __init__(
        self,
        detectors: Sequence[EntityRecognizer] | None = None,
        *,
        required: Iterable[str] = (),
        budget_s: float = 10.0,
        name_model: bool = True,
        clock: Callable[[], float] = time.monotonic,
        register: Register = EMPTY,
    ) -> None:
        self.register = register
        self.detectors = tuple(all_detectors(register) if detectors is None else detectors)
        present = {_name(d) for d in self.detectors}
        self._required = tuple(required)
        missing = (Unread(n, MISSING) for n in sorted(set(self._required) - present))
        self._missing = (*missing, *register.unread)
        self._budget_s = budget_s
        self._clock = clock
        self._name_model = name_model
        self._warm = False

    def renewed(self, register: Register, required: Iterable[str] | None = None) -> Scanner:
        """The same scanner with another register and, if given, other detectors to insist on."""
        fresh = {detector.kind: detector for detector in all_detectors(register)}
        return Scanner(
            [fresh.get(_name(detector), detector) for detector in self.detectors],
            required=self._required if required is None else required,
            budget_s=self._budget_s,
            name_model=self._name_model,
            clock=self._clock,
            register=register,
        )

    def scan(self, sheet: Sheet) -> Scan:
        """Findings of every field (all fields are keys), and the detectors that did not look."""
        return self.scan_all([sheet])[0]

    def scan_all(self, sheets: Sequence[Sheet]) -> list[Scan]:
        """What `scan` says of each sheet; no sheet knows of another.

        Each detector looks at all of them before the next one does: so its tables are still near
        the processor, which saves a quarter of the time.
        """
        if not self._warm:  # reading tables for the first time is not the record's doing
            self._warm = True
            first = Sheet.of_text(_FIRST)
            for detector in self.detectors:
                _look(detector, first)
        all_looked = [_Looked(sheet, list(self._missing)) for sheet in sheets]
        for looked in all_looked:
            if not self._name_model and switch_off(looked.sheet):
                looked.unread.append(Unread("name_model", MODEL_OFF))
        for detector in self.detectors:
            for looked in all_looked:
                self._ask(detector, looked)
        return [self._settled(looked) for looked in all_looked]

    def _ask(self, detector: EntityRecognizer, looked: _Looked) -> None:
        if looked.spent > self._budget_s:
            looked.unread.append(Unread(_ident(detector), NOT_RUN))
            return
        began = self._clock()
        found, reasons = _look(detector, looked.sheet)
        looked.spent += self._clock() - began
        looked.claims.extend(found)
        if looked.spent > self._budget_s:
            reasons = (*reasons, TIMEOUT)
        if reasons:
            looked.unread.extend(Unread(_ident(detector), reason) for reason in reasons)

    def _settled(self, looked: _Looked) -> Scan:
        sheet, claims = looked.sheet, looked.claims
        claims.extend(recurrences(sheet, claims))
        allowed = allowances(self.register, sheet)
        findings = _by_field(sheet, settle(claims), allowed)
        return Scan(findings, tuple(dict.fromkeys(looked.unread)))

    def scan_text(self, text: str) -> tuple[Finding, ...]:
        """Findings of one free text.

        For tools and tests: it drops the silences, so nothing is to be published on its word.
        """
        return self.scan(Sheet.of_text(text)).findings["text"]


def look(detector: EntityRecognizer, sheet: Sheet) -> tuple[str, Sequence[Claim], tuple[str, ...]]:
    """What one recogniser is called, what it claims on the sheet, and why it may have seen less."""
    return _ident(detector), *_look(detector, sheet)


def _look(detector: EntityRecognizer, sheet: Sheet) -> tuple[list[Claim], tuple[str, ...]]:
    """What one recogniser claims inside the fields, and why it may have seen less than all."""
    claims: list[Claim] = []
    try:
        results, silences = _run(detector, sheet)
        sensible = [result for result in results if _sensible(detector, sheet, result)]
        for result in sensible:
            claims += _in_fields(sheet, _claim(detector, result))
    except Exception as error:  # noqa: BLE001 - whatever it raises is a silence: a person looks
        return [], (f"failed: {type(error).__name__}",)
    if len(sensible) < len(results):
        silences = (*silences, BAD_RESULT)
    return claims, silences


def _run(
    detector: EntityRecognizer, sheet: Sheet
) -> tuple[Sequence[RecognizerResult], tuple[str, ...]]:
    if isinstance(detector, Detector):  # ours are asked directly, without Presidio's detour
        return tuple(detector.claims(sheet)), ()
    artifacts = SheetArtifacts(sheet)
    with _watched_log() as timeouts:
        if not detector.is_loaded:
            detector.load()
            detector.is_loaded = True
        results = detector.analyze(sheet.raw, list(detector.supported_entities), artifacts)
    return list(results or ()), (TIMEOUT,) if timeouts else ()


class _Watch(logging.Filter):
    """Swallows what Presidio logs in this thread and notes that a pattern was given up."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self.timeouts: list[int] = []
        self._level = level
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread:
            return record.levelno >= self._level
        raised = record.exc_info[1] if record.exc_info else None
        if isinstance(raised, TimeoutError) or "timed out" in str(record.msg):
            self.timeouts.append(record.levelno)
        return False


@contextmanager
def _watched_log() -> Iterator[list[int]]:
    """Presidio's log, opened for the time of one call however the application has set it.

    A regex timeout is a warning there and nothing else, so the warning must not be lost to a
    level, a disabled logger or `logging.disable`.
    """
    log, manager = _PRESIDIO_LOG, _PRESIDIO_LOG.manager
    with _LOG_LOCK:
        before = (log.level, log.disabled, manager.disable)
        watch = _Watch(max(log.getEffectiveLevel(), manager.disable + 1))
        log.disabled, manager.disable = False, 0
        log.setLevel(logging.WARNING)
        log.addFilter(watch)
        try:
            yield watch.timeouts
        finally:
            log.removeFilter(watch)
            log.disabled, manager.disable = before[1], before[2]
            log.setLevel(before[0])


def _in_fields(sheet: Sheet, claim: Claim) -> Sequence[Claim]:
    """The claim as claims that lie in one field each."""
    index = bisect_right(sheet.starts, claim.start) - 1
    if claim.end <= sheet.ends[index]:  # as nearly all do
        return (claim,)
    pieces = []
    while index < len(sheet.starts) and sheet.starts[index] < claim.end:
        first = max(claim.start, sheet.starts[index])
        last = min(claim.end, sheet.ends[index])
        if first < last:
            pieces.append(claim.changed(start=first, end=last))
        index += 1
    return pieces


def _sensible(detector: EntityRecognizer, sheet: Sheet, result: RecognizerResult) -> bool:
    return (
        type(result.start) is int
        and type(result.end) is int
        and 0 <= result.start < result.end <= len(sheet.raw)
        and result.entity_type in detector.supported_entities
    )


def _claim(detector: EntityRecognizer, result: RecognizerResult) -> Claim:
    """A foreign result is believed by its score and never certain; its own words are not kept."""
    if isinstance(result, Claim):
        return result
    likely = result.score >= _LIKELY_SCORE
    return Claim(
        result.entity_type,
        result.start,
        result.end,
        detector=_ident(detector),
        status=Status.LIKELY if likely else Status.SUSPECT,
        evidence=Evidence.STRUCTURE,
        explanation="外部识别器",
    )


def _name(detector: EntityRecognizer) -> str:
    return str(vars(detector)["name"])


def _ident(detector: EntityRecognizer) -> str:
    if isinstance(detector, Detector):
        return detector.ident
    return f"{_name(detector)}@{detector.version}"


def _by_field(
    sheet: Sheet, claims: Sequence[Claim], allowed: Sequence[Allowance]
) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, list[Finding]] = {passage.field: [] for passage in sheet.passages}
    starts, passages = sheet.starts, sheet.passages
    for claim in claims:
        index = bisect_right(starts, claim.start) - 1
        passage = passages[index]
        named = _allowing(allowed, claim) if allowed else None
        found[passage.field].append(_finding(claim, starts[index], len(passage.text), named))
    return {code: tuple(findings) for code, findings in found.items()}


def _allowing(allowed: Sequence[Allowance], claim: Claim) -> str | None:
    """The allow-list that names all of a claim, if there is one."""
    return next((a.id for a in allowed if a.start <= claim.start and claim.end <= a.end), None)


def _finding(claim: Claim, offset: int, length: int, allowed: str | None) -> Finding:
    detail = None if claim.detail is None else claim.detail - offset
    return Finding(
        start=claim.start - offset,
        end=claim.end - offset,
        entity_type=claim.entity_type,
        score=claim.score,
        detector=claim.detector,
        status=claim.status,
        role=claim.role,
        category=claim.category,
        explanation=claim.explanation,
        detail=detail if detail is not None and 0 <= detail <= length else None,
        group=claim.group,
        allowed=allowed,
    )
