"""Policies: packs read and compared, drafts tried, simulated, approved by another, rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Response, Security

from gateway.accounts import Account, Role
from gateway.errors import NotFound, UsageError
from gateway.explain import explain
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.pack_archive import archived
from gateway.packs import Trial, Version
from gateway.proposals import proposals, take
from gateway.record import Rejected
from gateway.web.desk import AtDesk
from gateway.web.drafting import (
    asked,
    catalog_of,
    changes_of,
    packs_of,
    simulated,
)
from gateway.web.idempotency import Once, Reply, once
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import Asked, Rewritten, SentDraft, Start, Taken, Traffic
from policies.catalog import Catalog
from policies.conformance import conformity
from policies.explained import explained
from policies.fault import Fault
from policies.layers import lifting

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["policies"])

Officer = Annotated[Account, Security(Allowed(Role.OFFICER))]
# No route reads for two of the three administrators (三员分立).
Reader = Annotated[Account, Security(Allowed(Role.OFFICER, Role.REVIEWER))]
Tracer = Annotated[Account, Security(Allowed(Role.REVIEWER, Role.AUDITOR))]


@router.get("/v1/policies")
def packs(desk: AtDesk, _: Reader) -> Response:
    """The packs as they stand today, with what narrower levels lift."""
    catalog = catalog_of(desk.gateway)
    return _ok([_pack(catalog, name) for name in catalog.ids])


def _pack(catalog: Catalog, name: str) -> dict[str, Any]:
    own, whole = catalog.own(name), catalog.load(name)
    return {
        "pack": name,
        "level": own.level.word,
        "on": own.on or None,
        "title": own.title,
        "version": own.version,
        "digest": whole.digest,
        "effective_from": own.effective_from,
        "rules": len(own.rules),
        "lifting": [rule.id for rule in lifting(whole)],
    }


@router.get("/v1/policies/packs/{pack}")
def pack_text(desk: AtDesk, _: Reader, pack: str) -> Response:
    """A pack as it is written, for a draft to start from, and its conformance by clause."""
    catalog = catalog_of(desk.gateway)
    source = asked(lambda: catalog.source(pack))
    lines = conformity(catalog.own(pack).clauses, catalog.load(pack).rules, catalog.results(pack))
    return _ok(
        {
            "pack": pack,
            "rules": source.rules,
            "examples": source.examples,
            "conformance": [line.shown() for line in lines],
        }
    )


@router.get("/v1/policies/rules/{rule}")
def rule(desk: AtDesk, _: Reader, rule: str) -> Response:
    """One rule in words: what, on which basis, when, what it sets aside, what proves it."""
    return _ok(asked(lambda: explained(catalog_of(desk.gateway), rule)))


@router.get("/v1/policies/digests/{digest}")
def digest(desk: AtDesk, _: Tracer, digest: str) -> Response:
    """The exact pack behind the digest of a decision."""
    found = archived(desk.gateway.database, digest)
    return _ok(
        {
            "digest": found.digest,
            "pack": found.pack,
            "version": found.version,
            "first_used": found.first_used,
            "content": found.content,
        }
    )


@router.get("/v1/policies/versions")
def versions(desk: AtDesk, _: Reader) -> Response:
    """Drafts and versions, the last changed first."""
    return _ok([_version(each) for each in packs_of(desk.gateway).versions()])


@router.post("/v1/policies/drafts")
def draft(desk: AtDesk, officer: Officer, sent: SentDraft, attempt: Once) -> Response:
    """Keep a draft; it may still be wrong."""
    gateway = desk.gateway

    def work() -> Reply:
        made = packs_of(gateway).draft(sent.pack, sent.rules, sent.examples, officer)
        return _reply(_version(made))

    return once(gateway, attempt, work)


@router.put("/v1/policies/drafts/{draft}")
def rewrite(desk: AtDesk, officer: Officer, draft: str, sent: Rewritten, attempt: Once) -> Response:
    """Write a draft anew; it must be tested and simulated again."""
    gateway = desk.gateway

    def work() -> Reply:
        return _reply(_version(packs_of(gateway).edit(draft, sent.rules, sent.examples, officer)))

    return once(gateway, attempt, work)


@router.post("/v1/policies/drafts/{draft}/test")
def test(desk: AtDesk, officer: Officer, draft: str) -> Response:
    """Compile it and run its examples: every fault with file and line."""
    return _ok(_trial(packs_of(desk.gateway).test(draft, officer)))


@router.get("/v1/policies/drafts/{draft}/difference")
def changes(desk: AtDesk, _: Reader, draft: str) -> Response:
    """What the draft means against what stands today, in words."""
    return _ok(
        [
            {
                "section": change.section,
                "rule": change.rule,
                "direction": change.direction.value,
                "says": change.says,
            }
            for change in changes_of(desk.gateway, draft)
        ]
    )


@router.post("/v1/policies/drafts/{draft}/simulation")
def simulation(
    desk: AtDesk, officer: Officer, draft: str, sent: Traffic, attempt: Once
) -> Response:
    """Try it on recorded traffic: what would newly be hidden, shown or stopped."""
    gateway = desk.gateway

    def work() -> Reply:
        return _reply(simulated(gateway, officer, draft, sent.purpose, sent.last, sent.day))

    return once(gateway, attempt, work)


@router.post("/v1/policies/drafts/{draft}/approval")
def approval(desk: AtDesk, officer: Officer, draft: str, sent: Start, attempt: Once) -> Response:
    """Approve what another officer wrote; it decides from its day on."""
    gateway = desk.gateway

    def work() -> Reply:
        return _reply(_version(packs_of(gateway).approve(draft, officer, sent.active_from)))

    return once(gateway, attempt, work)


@router.post("/v1/policies/drafts/{draft}/withdrawal")
def withdrawal(desk: AtDesk, officer: Officer, draft: str, attempt: Once) -> Response:
    """Give up a draft, or an approved version before its day."""
    gateway = desk.gateway
    return once(
        gateway, attempt, lambda: _reply(_version(packs_of(gateway).withdraw(draft, officer)))
    )


@router.post("/v1/policies/packs/{pack}/rollback")
def rollback(desk: AtDesk, officer: Officer, pack: str, attempt: Once) -> Response:
    """Take the version in force out of force; the one before it decides at once."""
    gateway = desk.gateway

    def work() -> Reply:
        restored = packs_of(gateway).rollback(pack, officer)
        return _reply({"pack": pack, "restored": restored.id if restored else None})

    return once(gateway, attempt, work)


@router.get("/v1/policies/proposals")
def proposed(desk: AtDesk, _: Officer) -> Response:
    """What reviewers' verdicts propose, the most frequent first, without originals."""
    return _ok(
        [
            {
                "id": each.id,
                "what": each.what,
                "says": each.says,
                "entity_type": each.entity_type,
                "rule": each.rule,
                "cases": each.cases,
                "example": None if each.what == "add" else each.example,
            }
            for each in proposals(desk.gateway)
        ]
    )


@router.post("/v1/policies/proposals/{proposal}/taken")
def taken(desk: AtDesk, officer: Officer, proposal: str, sent: Taken, attempt: Once) -> Response:
    """Write a proposal into a draft; words are read under a purpose that is registered."""
    gateway = desk.gateway

    def work() -> Reply:
        made = take(gateway, packs_of(gateway), proposal, sent.draft, officer, sent.purpose)
        return _reply(_version(made))

    return once(gateway, attempt, work)


@router.post("/v1/explain")
def explanation(desk: AtDesk, _: Officer, asked: Asked) -> Response:
    """Who looked, what they found or why not, which rules matched, which won. Keeps nothing."""
    walk, gateway = desk.gateway.journey, desk.gateway
    row = RawRow(1, {"fields": asked.fields} | ({"kind": asked.kind} if asked.kind else {}))
    record = Intake(gateway.keys, walk.today, asked.kind).read(row)
    if isinstance(record, Rejected):
        raise UsageError("记录不符合数据标准，请先用 check 改正")
    if asked.field not in record.fields or (asked.at or 0) >= len(record.fields[asked.field]):
        raise NotFound("记录没有这个字段，或字段没有这么长")
    channels = asked.channels or list(walk.pack.channels)
    if not set(channels) <= set(walk.pack.channels):
        raise NotFound("规则包没有这个渠道")
    return _ok(explain(walk, record, asked.field, channels, asked.at))


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "pack": version.pack,
        "digest": version.digest,
        "state": version.state,
        "authors": version.authors,
        "approved_by": version.approved_by,
        "active_from": version.active_from,
        "changed_at": version.changed_at,
        "simulation": version.simulation,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    def told(faults: Iterable[Fault]) -> list[dict[str, Any]]:
        return [{"file": f.file, "line": f.line, "message": f.message} for f in faults]

    return {
        "version": _version(trial.version),
        "passed": trial.passed,
        "faults": told(trial.faults),
        "failures": told(trial.failures),
    }


def _reply(content: Mapping[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))


def _ok(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
