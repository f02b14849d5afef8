"""Settles overlapping claims: column before context before checksum before structure.

Pure and independent of the order of the claims. In doubt the sensitive reading survives, as a
suspect for a person to look at; text is never silently kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from detectors.claim import Claim, Evidence
from detectors.finding import SHIELDS, Status

#: What a text means (secrets, health) and what its parts are (a name, an account) are two
#: questions; both answers stand.
_MEANINGS = frozenset({"TRADE_SECRET", "STATE_SECRET_MARK", "INTERNAL_MARK", "HEALTH"})
#: What the organisation has registered stands by itself: it doubts nothing and nothing doubts it.
REGISTERED = "REGISTERED"
_BUCKET = 64
_PLACE = attrgetter("start", "end", "entity_type")


def settle(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that stand, by start; what was doubted has become ``suspect``.

    Same type: overlapping claims become their union with the strongest status. Different types:
    more evidence wins and drops what lies inside it; a sensitive loser that sticks out survives.
    A shield with as much evidence as a sensitive claim, or one that would remove a certain or
    checksummed one without a check of its own, leaves the sensitive claim as a suspect. Claims on
    what is registered stand, those of one list as their union.
    """
    standing: list[Claim] = []
    by_list: dict[str, list[Claim]] = defaultdict(list)
    others: list[Claim] = []
    for claim in claims:
        (by_list[claim.detector] if claim.entity_type == REGISTERED else others).append(claim)
    for registered in by_list.values():
        standing += _merge(registered)
    for group in _touching(_merge(others)):
        standing += group if len(group) == 1 else _settled(group)
    return sorted(standing, key=_PLACE)


def _touching(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Groups of claims that overlap one another, directly or by others; most stand alone."""
    group: list[Claim] = []
    reach = -1
    for claim in sorted(claims, key=_PLACE):
        if group and claim.start >= reach:
            yield group
            group = []
        group.append(claim)
        reach = max(reach, claim.end)
    if group:
        yield group


def _settled(claims: Sequence[Claim]) -> Iterable[Claim]:
    standing = _Standing()
    for claim in sorted(_outside_names(claims), key=_rank):
        _admit(claim, standing)
    return standing.claims()


def is_shield(claim: Claim) -> bool:
    """Whether the claim is of a kind that is known and kept."""
    return claim.entity_type in SHIELDS


def _merge(claims: Iterable[Claim]) -> Iterator[Claim]:
    by_type: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_type[claim.entity_type].append(claim)
    for same in by_type.values():
        same.sort(key=_PLACE)
        cluster: list[Claim] = []
        end = -1
        for claim in same:
            if cluster and claim.start >= end:
                yield _union(cluster)
                cluster, end = [], -1
            cluster.append(claim)
            end = max(end, claim.end)
        yield _union(cluster)


def _union(cluster: Sequence[Claim]) -> Claim:
    if len(cluster) == 1:
        return cluster[0]
    best = min(cluster, key=_rank)
    strongest = max(c.status for c in cluster)
    start, end = min(c.start for c in cluster), max(c.end for c in cluster)
    if (start, end, strongest) == (best.start, best.end, best.status):
        return best
    return best.changed(start=start, end=end, status=strongest)


def _outside_names(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Without the persons and places that only stand in the name of an organisation or statute."""
    names = _Standing()
    for claim in claims:
        if claim.entity_type in {"ORGANIZATION", "STATUTE"}:
            names.add(claim)
    for claim in claims:
        if not any(_names_it(name, claim) for name in names.overlapping(claim).values()):
            yield claim


def _names_it(name: Claim, part: Claim) -> bool:
    if not _contains(name, part):
        return False
    if part.entity_type == "PERSON":
        return Evidence.COLUMN not in part.evidence
    return (
        part.entity_type == "ADDRESS"
        and name.entity_type == "ORGANIZATION"
        and name.evidence >= part.evidence
    )


def _rank(claim: Claim) -> tuple[object, ...]:
    """Sort key, winners first; total, so that the order of the claims does not matter."""
    return (
        -int(claim.evidence),
        is_shield(claim),
        -int(claim.status),
        claim.start - claim.end,
        claim.start,
        claim.entity_type,
        claim.detector,
        claim.explanation,
        claim.role or "",
        claim.category or "",
        -1 if claim.detail is None else claim.detail,
        -1 if claim.group is None else claim.group,
    )


class _Standing:
    """The admitted claims, findable by position in time proportional to what overlaps."""

    def __init__(self) -> None:
        self._claims: dict[int, Claim] = {}
        self._buckets: dict[int, list[int]] = defaultdict(list)
        self._next = 0

    def add(self, claim: Claim) -> None:
        self._claims[self._next] = claim
        for bucket in _buckets(claim):
            self._buckets[bucket].append(self._next)
        self._next += 1

    def doubt(self, key: int) -> None:
        self._claims[key] = self._claims[key].changed(status=Status.SUSPECT)

    def remove(self, key: int) -> None:
        for bucket in _buckets(self._claims.pop(key)):
            self._buckets[bucket].remove(key)

    def overlapping(self, claim: Claim) -> dict[int, Claim]:
        found: dict[int, Claim] = {}
        for bucket in _buckets(claim):
            for key in self._buckets.get(bucket, ()):
                other = self._claims[key]
                if other.start < claim.end and claim.start < other.end:
                    found[key] = other
        return found

    def claims(self) -> Iterable[Claim]:
        return self._claims.values()


def _buckets(claim: Claim) -> range:
    return range(claim.start // _BUCKET, (claim.end - 1) // _BUCKET + 1)


def _admit(claim: Claim, standing: _Standing) -> None:
    """Lets a claim in among those of at least its rank, or leaves it out."""
    winners = standing.overlapping(claim)
    if any(_drops(winner, claim) for winner in winners.values()):
        return
    if is_shield(claim):
        _admit_shield(claim, winners, standing)
        return
    weak = {key: w for key, w in winners.items() if is_shield(w) and _may_not_hide(w, claim)}
    for key, shield in weak.items():
        if _contains(claim, shield):
            standing.remove(key)
    standing.add(claim.changed(status=Status.SUSPECT) if weak else claim)


def _admit_shield(shield: Claim, winners: dict[int, Claim], standing: _Standing) -> None:
    sensitive = {key: w for key, w in winners.items() if not is_shield(w)}
    for key, winner in sensitive.items():
        longer = _contains(winner, shield) and not _contains(shield, winner)
        if winner.evidence == shield.evidence and not longer:
            standing.doubt(key)
    if not any(_contains(winner, shield) for winner in sensitive.values()):
        standing.add(shield)


def _drops(winner: Claim, loser: Claim) -> bool:
    """Whether a claim that stands removes one of no higher rank that lies inside it."""
    if not _contains(winner, loser):
        return False
    if is_shield(loser):
        return is_shield(winner) or winner.evidence > loser.evidence
    if is_shield(winner):
        return not _may_not_hide(winner, loser)
    return winner.entity_type not in _MEANINGS and loser.entity_type not in _MEANINGS


def _may_not_hide(shield: Claim, sensitive: Claim) -> bool:
    """Whether a shield is too weak to remove a sensitive claim: no check of its own."""
    if Evidence.CHECKSUM in shield.evidence:
        return False
    if sensitive.status is Status.CERTAIN:
        return True
    return Evidence.COLUMN in shield.evidence and Evidence.CONTEXT not in shield.evidence


def _contains(outer: Claim, inner: Claim) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
