"""The network: embeddings and residual convolutions over characters, computed with NumPy.

Weights rest as 8-bit integers with a scale a row (half a per cent of error, a quarter of the
size) and are computed with in 32-bit floating point.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.tagger.features import Features

Array = NDArray[np.float32]

#: Outputs: nothing, then begin, inside, end and single for each label.
LABELS = ("PERSON", "ORGANIZATION", "ADDRESS")
OUTPUTS = 1 + 4 * len(LABELS)
#: Width, and the distance of the outer taps, of each convolution behind the first.
DILATIONS = (1, 2, 4, 1)


def quantised(weights: Mapping[str, Array]) -> dict[str, NDArray[Any]]:
    """Weights as 8-bit rows with their scales, small vectors as they are."""
    stored: dict[str, NDArray[Any]] = {}
    for name, value in weights.items():
        if value.ndim == 1:
            stored[name] = value.astype(np.float32)
            continue
        scale = np.maximum(np.abs(value).max(axis=-1, keepdims=True), 1e-8) / 127
        stored[name] = np.round(value / scale).astype(np.int8)
        stored[f"{name}.scale"] = scale.astype(np.float32)
    return stored


def restored(stored: Mapping[str, NDArray[Any]]) -> dict[str, Array]:
    """The opposite of `quantised`, up to rounding."""
    return {
        name: value * stored[f"{name}.scale"] if value.dtype == np.int8 else value
        for name, value in stored.items()
        if not name.endswith(".scale")
    }


@cache
def weights() -> dict[str, Array]:
    """The weights that are shipped.

    Products this small are slower on many threads, and the processes that read records are many
    already: linear algebra is bound to one thread from here on.
    """
    threadpool_limits(1, "blas")
    shipped = files("models.tagger").joinpath("weights.npz")
    with as_file(shipped) as path, np.load(path) as stored:
        return _side_by_side(restored(dict(stored)))


#: Tables that one look-up serves: what a character adds to its own row and to its neighbours'.
_TOGETHER = {"around": ("here", "before", "after"), "pairs": ("pair", "pair.before")}


def _side_by_side(w: Mapping[str, Array]) -> dict[str, Array]:
    """The weights with the tables of `_TOGETHER` joined: one place in memory, not three."""
    joined = {name: np.concatenate([w[t] for t in of], axis=1) for name, of in _TOGETHER.items()}
    return joined | {name: w[name] for name in w if name not in sum(_TOGETHER.values(), ())}


def glance(features: Features) -> tuple[Array, Array]:
    """The first layer, and how much each character looks like part of a name by it alone.

    Shapes (characters, width) and (characters,), the latter logits. They decide where the deep
    layers, which cost ten times as much, are worth their time.
    """
    w = weights()
    x = _first(features, w)
    near = x @ w["glance"]  # one column a tap, five characters wide
    reach = near.shape[1] // 2
    sight = near[:, reach] + w["glance.bias"]
    for tap in range(1, reach + 1):
        sight[tap:] += near[:-tap, reach - tap]
        sight[:-tap] += near[tap:, reach + tap]
    return x, sight


def deepen(first: Array) -> Array:
    """Probability of each output for each character, shape (characters, `OUTPUTS`)."""
    w = weights()
    x = first
    for number, dilation in enumerate(DILATIONS):
        more = _convolution(x, dilation, w[f"deep{number}"], w[f"deep{number}.bias"])
        x = np.add(x, more, out=more)
    scores = w["out"].T @ x.T  # one row an output: rows are quicker to go along than columns
    scores += w["out.bias"][:, None]
    return _softmax(scores).T


def _first(features: Features, w: Mapping[str, Array]) -> Array:
    """The first convolution: embeddings times weights are tables, so it is a sum of rows."""
    width = len(w["first.bias"])
    here, before, after = _parts(w["around"], features.characters, width)
    pair, pair_before = _parts(w["pairs"], features.pairs, width)
    x: Array = here + pair
    x += features.flags @ w["flags"]
    x[1:] += before[:-1]
    x[1:] += pair_before[:-1]
    x[:-1] += after[1:]
    x += w["first.bias"]
    return np.maximum(x, 0, out=x)


def _parts(table: Array, rows: NDArray[np.int32], width: int) -> list[Array]:
    """Rows of a joined table, as the tables that it was joined from."""
    taken = np.take(table, rows, axis=0, mode="clip")  # numbers are in range; to ask is slow
    return [taken[:, at : at + width] for at in range(0, taken.shape[1], width)]


def _convolution(x: Array, distance: int, taps: Array, bias: Array) -> Array:
    """Three taps, ``distance`` characters apart; ``taps`` has the shape (3, width, width)."""
    made: Array = x @ taps[1]
    beside = x[:-distance] @ taps[0]
    made[distance:] += beside
    made[:-distance] += np.matmul(x[distance:], taps[2], out=beside)
    made += bias
    return np.maximum(made, 0, out=made)


def _softmax(x: Array) -> Array:
    x -= x.max(axis=0)
    np.exp(x, out=x)
    x /= x.sum(axis=0)
    return x
