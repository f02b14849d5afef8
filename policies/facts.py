"""What record rules may ask about a record: a handful of facts, no free text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one record on one channel, as the canonical record states them.

    ``None`` means the record does not say. ``usage_scope`` is 信息使用范围 (``0`` public, ``1``
    inside government, ``2`` by authorised query). ``declared_until`` is the feeder's own
    公示截止期. ``hints`` are facts that the record plainly tells although no column states them:
    ``simple_procedure``, ``natural_person`` and what else `policies.hints` names. ``inferences``
    are the Chinese sentences, without values, that say what among these facts was inferred.
    ``subject_minor`` tells that the subject was under 18 on the decision date. ``disclosure`` is
    公开属性 (``公开``, ``依申请``, ``不公开``). ``published_on`` is the date of publication, which
    chooses the law. ``secrecy_review`` is the conclusion of the 保密审查 as it stands in the
    record (``可公开``). ``state`` is the word of 当前状态:
    有效, 无效, and in the oldest generation 正常, 撤销, 异议, 其他. ``item_listing`` tells whether
    the item that the record cites is in its agency's published catalogue (``listed``,
    ``unlisted``), or that the agency has none (``no_catalogue``). ``units`` are the departments
    whose record it is, folded by `detectors.register.department`; ``record`` is its id, by which
    samples are drawn.
    """

    channel: str
    kind: str
    published_on: date
    subject_kind: str | None = None
    procedure: str | None = None
    severity: str | None = None
    usage_scope: str | None = None
    item_code: str | None = None
    decision_date: date | None = None
    declared_until: date | None = None
    hints: frozenset[str] = frozenset()
    secrecy_review: str | None = None
    state: str | None = None
    subject_minor: bool = False
    disclosure: str | None = None
    inferences: tuple[str, ...] = ()
    item_listing: str | None = None
    units: frozenset[str] = frozenset()
    record: str = field(default="", repr=False)
