"""Puts narrower levels on a pack: state, province, department, channel.

The rules stand together and the strictest wins, so a level that lifts nothing can only hide more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policies.fault import Fault, PackFault
from policies.keeping import Keeping
from policies.layer import Layer
from policies.pack import Pack
from policies.rule import Rule

_JOINED = (
    "switches",
    "detectors",
    "record_rules",
    "field_rules",
    "entity_rules",
    "marks",
    "reviews",
    "periods",
    "deadlines",
    "dictionaries",
)
_UNITED = ("channels", "kinds", "settings", "masks")


def compose(base: Pack, layers: Sequence[Layer]) -> Pack:
    """The pack with the levels on it, broad to narrow; the pack itself if there are none.

    Raises `PackFault` if two of them use one id or were not written for this pack.
    """
    if not layers:
        return base
    ordered = sorted(layers, key=lambda layer: (layer.level, layer.id))
    _check(base, ordered)
    whole: list[Layer] = [base, *ordered]
    said: dict[str, Any] = {
        name: tuple(item for layer in whole for item in getattr(layer, name)) for name in _JOINED
    }
    said |= {
        name: {key: value for layer in whole for key, value in getattr(layer, name).items()}
        for name in _UNITED
    }
    said["keeping"] = _longest(layer.keeping for layer in whole)
    return dataclasses.replace(base, **said, layers=(*base.layers, *ordered))


def lifting(pack: Pack) -> tuple[Rule, ...]:
    """The rules that set others aside, broad to narrow: what every report must list."""
    return tuple(rule for rule in pack.rules if rule.lifts)


def _check(base: Pack, layers: Sequence[Layer]) -> None:
    seen = {rule.id for rule in base.rules}
    for layer in layers:
        file = f"{layer.id}/pack.yaml"
        if layer.on != base.id:
            raise PackFault([Fault(file, 1, f"它补充的是 {layer.on}，不是 {base.id}")])
        twice = sorted(seen & {rule.id for rule in layer.rules})
        if twice:
            raise PackFault([Fault(file, 1, f"规则编号与别的层级重复：{'、'.join(twice)}")])
        seen |= {rule.id for rule in layer.rules}


def _longest(floors: Iterable[Mapping[str, Keeping]]) -> dict[str, Keeping]:
    kept: dict[str, Keeping] = {}
    for each in floors:
        for name, keeping in each.items():
            if name not in kept or keeping.days > kept[name].days:
                kept[name] = keeping
    return kept
