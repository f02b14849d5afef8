"""What the routes of policies and the pages of policies both ask of the packs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from gateway.accounts import Account
from gateway.errors import NotFound, UsageError
from gateway.journey import Gateway
from gateway.packs import Packs
from gateway.rehearsal import recorded, rehearsal
from policies.catalog import Catalog
from policies.difference import Change, difference
from policies.fault import PackFault, PolicyError

#: The longest YAML of a pack or of its examples, in characters.
LONGEST = 400_000
#: The most records of one simulation that somebody waits for.
MOST_SIMULATED = 5_000
T = TypeVar("T")


def packs_of(gateway: Gateway) -> Packs:
    """The packs of the home; raises `NotFound` where a gateway has none."""
    if gateway.packs is None:
        raise NotFound("这个网关没有规则包")
    return gateway.packs


def catalog_of(gateway: Gateway) -> Catalog:
    """The packs as they stand today."""
    return packs_of(gateway).catalog(gateway.journey.today)


def asked(question: Callable[[], T]) -> T:
    """What the policies answer; their refusals as those of the gateway."""
    try:
        return question()
    except PackFault as fault:
        raise UsageError(str(fault)) from None
    except PolicyError as error:
        raise NotFound(str(error)) from None


def changes_of(gateway: Gateway, draft: str) -> tuple[Change, ...]:
    """What a draft means against what stands today.

    Raises `UsageError` for one that does not compile, `NotFound` for a pack that is new.
    """
    source, catalog = packs_of(gateway).find(draft).source, catalog_of(gateway)
    drafted = asked(lambda: catalog.replaced([source]).load(source.id))
    if source.id not in catalog.ids:
        raise NotFound("这是新的规则包，没有可以比较的上一版")
    return difference(catalog.load(source.id), drafted)


def simulated(
    gateway: Gateway, officer: Account, draft: str, purpose: str, last: int, day: date | None
) -> dict[str, object]:
    """A draft tried on the traffic that rests here; the counts are kept with it and given back."""
    held = packs_of(gateway).find(draft)
    played = rehearsal(gateway, held.source, day or gateway.journey.today)
    *_, result = played.play(recorded(gateway, officer, purpose, last=last))
    summary = played.summary(result)
    packs_of(gateway).simulated(held.id, summary, officer)
    return summary
