"""Who takes part: two Presidios, the gateway, and lower bounds that detect nothing.

Each contender is prepared once, outside the clock, and then does the same work on the same
records. None of them downloads anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import orjson

if TYPE_CHECKING:
    from detectors.border import Scanner

_TEN_THOUSAND = 10_000


class Hit(NamedTuple):
    """What a contender found: field, entity type in its own words, span. No text."""

    field: str
    entity_type: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """One record as the contenders get it: parsed, and as the line it came in."""

    envelope: Mapping[str, object] = field(repr=False)

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The fields that hold something."""
        fields = self.envelope["fields"]
        if not isinstance(fields, dict):
            raise TypeError("fields must be an object")
        return {code: text for code, text in fields.items() if text}

    @cached_property
    def line(self) -> bytes:
        """The record as one line of JSON, UTF-8."""
        return orjson.dumps(self.envelope)

    @cached_property
    def characters(self) -> int:
        """Characters in all fields together."""
        return sum(map(len, self.fields.values()))


Work = Callable[[Sample], Sequence[Hit]]
Batch = Callable[[Sequence[Sample]], object]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of doing the work.

    ``prepare`` loads what must be loaded and returns the work; ``together`` returns the work on
    many records at once, for those that are measured so. ``longest`` is the size of text, in
    characters, above which the contender is left out unless the caller is patient, with the
    ``reason``.
    """

    name: str
    label: str
    prepare: Callable[[], Work]
    longest: int | None = None
    reason: str = ""
    together: Callable[[], Batch] | None = None

    def whole(self) -> Batch:
        """The work on many records: at once where the contender can, else one by one."""
        if self.together:
            return self.together()
        work = self.prepare()

        def one_by_one(samples: Sequence[Sample]) -> None:
            for sample in samples:
                work(sample)

        return one_by_one


Walk = Callable[[Sequence[Mapping[str, object]]], object]


def walk(journey: Walk) -> Contender:
    """The gateway's whole walk, one envelope at a time, from reading to its outcome."""
    return Contender("walk", "本网关 全流程", lambda: _walking(journey))


def batch_walk(journey: Walk) -> Contender:
    """The same walk of all envelopes of a turn together, as files go through."""

    def batch(samples: Sequence[Sample]) -> object:
        return journey([sample.envelope for sample in samples])

    return Contender(
        "walk-batch", "本网关 全流程，成批", lambda: _walking(journey), together=lambda: batch
    )


def _walking(journey: Walk) -> Work:
    def work(sample: Sample) -> Sequence[Hit]:
        journey([sample.envelope])
        return ()

    return work


def _presidio_stock() -> Work:
    from gateway.bench.presidio import stock  # noqa: PLC0415 - loads spaCy

    return _per_field(stock())


def _presidio_competent() -> Work:
    from gateway.bench.presidio import competent  # noqa: PLC0415 - loads spaCy and jieba

    return _per_field(competent())


def _per_field(analyze: Callable[[str], Sequence[tuple[str, int, int]]]) -> Work:
    def work(sample: Sample) -> Sequence[Hit]:
        return [
            Hit(code, *found) for code, text in sample.fields.items() for found in analyze(text)
        ]

    return work


def _gateway_scan() -> Work:
    from detectors.border import Scanner  # noqa: PLC0415 - loads every table

    return scanning(Scanner())


def _gateway_rules() -> Work:
    from detectors.border import Scanner  # noqa: PLC0415 - loads every table

    return scanning(Scanner(name_model=False))


def _gateway_alike() -> Work:
    """Names by rule and the numbers that the competent configuration looks for, no more."""
    from detectors.border import Scanner  # noqa: PLC0415 - loads every table
    from detectors.registry import all_detectors  # noqa: PLC0415 - loads every kind

    return scanning(Scanner([d for d in all_detectors() if d.kind in _ALIKE], name_model=False))


def scanning(scanner: Scanner) -> Work:
    """The work of one scanner: all fields of a record in one scan."""
    scan = scanning_all(scanner)
    return lambda sample: scan([sample])


def scanning_all(scanner: Scanner) -> Callable[[Sequence[Sample]], list[Hit]]:
    """The work of one scanner on a batch: every detector looks at all records in turn."""
    from detectors.sheet import Passage, Sheet  # noqa: PLC0415 - with the scanner alone

    def work(samples: Sequence[Sample]) -> list[Hit]:
        sheets = [Sheet([Passage(c, text) for c, text in s.fields.items()]) for s in samples]
        return [
            Hit(code, found.entity_type, found.start, found.end)
            for scan in scanner.scan_all(sheets)
            for code, findings in scan.findings.items()
            for found in findings
        ]

    return work


def _gateway_batch(*, name_model: bool) -> Callable[[], Batch]:
    def prepare() -> Batch:
        from detectors.border import Scanner  # noqa: PLC0415 - loads every table

        return scanning_all(Scanner(name_model=name_model))

    return prepare


def _memory_pass() -> Work:
    def work(sample: Sample) -> Sequence[Hit]:
        for text in sample.fields.values():
            text.count("\x1f")
        return ()

    return work


def _candidate_runs() -> Work:
    runs = re.compile(r"[0-9A-Za-z]{5,}")

    def work(sample: Sample) -> Sequence[Hit]:
        return [
            Hit(code, "CANDIDATE", *run.span())
            for code, text in sample.fields.items()
            for run in runs.finditer(text)
        ]

    return work


def _json_round_trip() -> Work:
    def work(sample: Sample) -> Sequence[Hit]:
        orjson.dumps(orjson.loads(sample.line))
        return ()

    return work


_QUADRATIC = "耗时随长度平方增长"

# The kinds that the competent configuration has patterns for, and names.
_ALIKE = frozenset(
    {
        "person",
        "cn_id_card",
        "cn_uscc",
        "phone_number",
        "bank_card",
        "email_address",
        "cn_vehicle_plate",
        "cn_passport",
        "ip_address",
        "cn_org_code",
        "document_number",
        "public_amount",
    }
)

#: The one that the others are measured against.
REFERENCE = "presidio-competent"

CONTENDERS: tuple[Contender, ...] = (
    Contender(
        "presidio-stock",
        "Presidio 原装 (zh)",
        _presidio_stock,
        longest=_TEN_THOUSAND,
        reason=_QUADRATIC,
    ),
    Contender(
        REFERENCE,
        "Presidio 行家配置",
        _presidio_competent,
        longest=_TEN_THOUSAND,
        reason=_QUADRATIC,
    ),
    Contender("gateway-scan", "本网关 检测", _gateway_scan),
    Contender("gateway-rules", "本网关 检测（不用模型）", _gateway_rules),
    Contender(
        "gateway-scan-batch",
        "本网关 检测，成批",
        _gateway_scan,
        together=_gateway_batch(name_model=True),
    ),
    Contender(
        "gateway-rules-batch",
        "本网关 检测（不用模型），成批",
        _gateway_rules,
        together=_gateway_batch(name_model=False),
    ),
    Contender("gateway-alike", "本网关 只检对照所检各类", _gateway_alike),
    Contender("re-runs", "下限 re 候选串", _candidate_runs),
    Contender("orjson", "下限 JSON 读写", _json_round_trip),
    Contender("memory", "下限 通读一遍", _memory_pass),
)
