"""Reads a text: where persons, organisations and addresses probably stand, and how probably."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.tagger.features import Features, breaks, features
from models.tagger.network import LABELS, OUTPUTS, Array, deepen, glance

#: From here on a reading is a name; below, a doubt.
LIKELY = 0.5
#: Below this a reading is not worth a person's look.
FLOOR = 0.1
#: Sentences in which no character looks more like a name at first sight are not read further.
WORTH = -2.0
# Rows that are computed together: small enough for one core's cache.
_BLOCK = 512
_BEGIN, _INSIDE, _END, _SINGLE = range(4)


class Reading(NamedTuple):
    """A stretch of text, its label and the probability that it is one, in 0..1."""

    start: int
    end: int
    label: str
    probability: float


def read(text: str, floor: float = FLOOR) -> list[Reading]:
    """Everything that is probably a name, by start; stretches of one label do not overlap.

    What the network prefers comes with its probability; what it does not prefer, but thinks
    possible with at least ``floor``, comes as well, below one half.
    """
    return sorted(readings(chances(features(text)), floor)) if text else []


def chances(of: Features, worth: float = WORTH) -> Array:
    """Probability of each output for each character; zeros in sentences not worth reading."""
    first, sight = glance(of)
    starts = breaks(of)
    found = np.zeros((OUTPUTS, len(first)), np.float32).T
    for block in _blocks(starts, np.maximum.reduceat(sight, starts) > worth, len(first)):
        found[block] = deepen(np.take(first, block, axis=0, mode="clip"))
    return found


def _blocks(
    starts: NDArray[np.intp], kept: NDArray[np.bool_], length: int
) -> Iterator[NDArray[np.intp]]:
    """The positions of the sentences that are kept, in blocks that end with a sentence."""
    sizes = np.diff(np.append(starts, length))
    positions = np.flatnonzero(np.repeat(kept, sizes))
    ends = np.cumsum(sizes[kept])
    done = 0
    while done < len(positions):
        last = np.searchsorted(ends, done + _BLOCK, "right") - 1
        end = int(ends[last]) if last >= 0 else 0
        if end <= done:  # one sentence longer than a block
            end = int(ends[last + 1])
        yield positions[done:end]
        done = end


def readings(table: Array, floor: float = FLOOR) -> Iterator[Reading]:
    """The readings of a table of probabilities, shape (characters, outputs)."""
    totals = table.T[1:].reshape(len(LABELS), 4, len(table)).sum(axis=1)
    for number, label in enumerate(LABELS):
        places = np.flatnonzero(totals[number] >= floor)
        if len(places):
            rows = table[places]
            liked = (rows.argmax(axis=1) - 1) // 4 == number
            own = rows[:, 1 + 4 * number : 5 + 4 * number]
            yield from _stretches(label, places, liked, own, totals[number, places])


def _stretches(
    label: str,
    places: NDArray[np.intp],
    liked: NDArray[np.bool_],
    own: Array,
    sums: Array,
) -> Iterator[Reading]:
    """The possible places as readings.

    Cut where they are not neighbours, where the preference changes, and where one mention ends
    and the next begins.
    """
    begins = own[1:, _BEGIN] + own[1:, _SINGLE]
    ends = own[:-1, _END] + own[:-1, _SINGLE]
    fresh = begins + ends > 0.5 * (sums[1:] + sums[:-1])
    cuts = np.flatnonzero((np.diff(places) > 1) | (liked[1:] != liked[:-1]) | fresh) + 1
    firsts = np.append(0, cuts)
    lasts = np.append(cuts, len(places)) - 1
    means = np.add.reduceat(sums, firsts) / (lasts - firsts + 1)
    chances = np.where(liked[firsts], means, np.minimum(means, 0.49))
    found = (places[firsts].tolist(), (places[lasts] + 1).tolist(), chances.tolist())
    for start, end, chance in zip(*found, strict=True):
        yield Reading(start, end, label, chance)
