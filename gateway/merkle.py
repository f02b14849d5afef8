"""The arithmetic of the Merkle tree over the log's leaves (RFC 6962, section 2.1). Pure.

A leaf is the digest of ``0x00 || line`` and a node that of ``0x01 || left || right``; the empty
tree is the digest of nothing. A tree is known by its complete subtrees: ``node(level, index)`` is
the root over leaves ``index * 2**level`` to ``(index + 1) * 2**level - 1``, counted from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gateway.crypto.interface import Digest

#: Root of a complete subtree by level and index.
Nodes = Callable[[int, int], bytes]


def join(digest: Digest, left: bytes, right: bytes) -> bytes:
    """The node above two."""
    return digest(b"\x01" + left + right)


def leaf(digest: Digest, data: bytes) -> bytes:
    """The leaf of some data."""
    return digest(b"\x00" + data)


def root(digest: Digest, nodes: Nodes, size: int) -> bytes:
    """MTH over the first ``size`` leaves."""
    return _root(digest, nodes, 0, size) if size else digest(b"")


def _root(digest: Digest, nodes: Nodes, start: int, end: int) -> bytes:
    """The root over a part of the tree that section 2.1 makes one subtree."""
    level = (end - start).bit_length() - 1
    if end - start == 1 << level:
        return nodes(level, start >> level)
    *left, whole = (nodes(level, index) for level, index in _complete(start, end))
    for each in reversed(left):
        whole = join(digest, each, whole)
    return whole


def _complete(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Complete subtrees, largest first, that make up a part of the tree."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(digest: Digest, nodes: Nodes, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]): what proves leaf ``index`` in the tree, deepest first (2.1.1)."""
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_root(digest, nodes, middle, end))
            end = middle
        else:
            path.append(_root(digest, nodes, start, middle))
            start = middle
    return path[::-1]


def included(
    digest: Digest, leaf_digest: bytes, index: int, size: int, path: Sequence[bytes]
) -> bytes | None:
    """The root that a path leads to (RFC 9162, section 2.1.3.2), or ``None`` for a wrong length."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf_digest
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = join(digest, step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = join(digest, found, step)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def consistency(digest: Digest, nodes: Nodes, first: int, second: int) -> list[bytes]:
    """PROOF(first, D[second]): what proves that one tree begins the other (2.1.2)."""
    start, end, path, whole = 0, second, list[bytes](), True
    if first in {0, second}:
        return path
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_root(digest, nodes, middle, end))
            end = middle
        else:
            path.append(_root(digest, nodes, start, middle))
            start, whole = middle, False
    return (path if whole else [*path, _root(digest, nodes, start, end)])[::-1]


def consistent(
    digest: Digest, first: int, second: int, roots: tuple[bytes, bytes], path: Sequence[bytes]
) -> bool:
    """Whether the tree of ``first`` leaves begins that of ``second`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in {0, second}:
        return not path and roots[0] == (digest(b"") if first == 0 else roots[1])
    steps = [*([roots[0]] if first & (first - 1) == 0 else []), *path]
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = join(digest, step, old), join(digest, step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = join(digest, new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots


def around(digest: Digest, nodes: Nodes, part: range, size: int) -> list[bytes]:
    """Roots of everything in the tree but the leaves of ``part``, from left to right."""
    found: list[bytes] = []

    def walk(start: int, end: int) -> None:
        if end <= part.start or part.stop <= start:
            found.append(_root(digest, nodes, start, end))
        elif not (part.start <= start and end <= part.stop):
            middle = start + _split(end - start)
            walk(start, middle)
            walk(middle, end)

    walk(0, size)
    return found


def enclosed(
    digest: Digest, leaves: Sequence[bytes], start: int, size: int, rest: Sequence[bytes]
) -> bytes | None:
    """The root of a tree of which a run of leaves and what `around` gave is known."""
    part, left = range(start, start + len(leaves)), iter(rest)

    def walk(begin: int, end: int) -> bytes:
        if end <= part.start or part.stop <= begin:
            return next(left)
        if end - begin == 1:
            return leaves[begin - start]
        middle = begin + _split(end - begin)
        return join(digest, walk(begin, middle), walk(middle, end))

    if not leaves or start < 0 or part.stop > size:
        return None
    try:
        found = walk(0, size)
    except StopIteration:
        return None
    return found if next(left, None) is None else None


class Frontier:
    """The right edge of a growing tree: its root at every size, in memory of its height."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._edge: list[tuple[int, bytes]] = []
        self.size = 0

    def add(self, leaf_digest: bytes) -> list[tuple[int, int, bytes]]:
        """Take one more leaf; the subtrees it completed, as level, index and root."""
        level, found, done = 0, leaf_digest, []
        while self._edge and self._edge[-1][0] == level:
            found = join(self._digest, self._edge.pop()[1], found)
            level += 1
            done.append((level, self.size >> level, found))
        self._edge.append((level, found))
        self.size += 1
        return done

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return self._digest(b"")
        found = self._edge[-1][1]
        for _, each in reversed(self._edge[:-1]):
            found = join(self._digest, each, found)
        return found
