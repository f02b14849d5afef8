"""The Merkle tree of the log in its database: every 256th part of a level is kept, as in tiles.

Leaves are read from the log itself; of the levels above, only each eighth is stored. So a proof
reads at most 256 rows a stored level, and the tree costs one row for 256 entries.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from gateway import merkle
from gateway.chain import EMPTY, Head
from gateway.crypto.interface import Digest
from gateway.storage import tables

HEIGHT = 8
_WIDTH = 1 << HEIGHT


#: Complete subtrees by level and index.
Known = dict[tuple[int, int], bytes]


class StoredNodes:
    """Complete subtrees by level and index, read when they are asked for and then kept."""

    def __init__(self, tx: Connection, digest: Digest, known: Known | None = None) -> None:
        self._tx = tx
        self._digest = digest
        self._known: Known = {} if known is None else known

    def __call__(self, level: int, index: int) -> bytes:
        """The root of one complete subtree; raises `KeyError` if the log does not hold it."""
        place = (level, index)
        if place not in self._known:
            if level % HEIGHT == 0:
                self._read(level, index // _WIDTH)
            else:
                self.complete(level, index)
        return self._known[place]

    def complete(self, level: int, index: int) -> bytes:
        """The root of one complete subtree, put together from the level below."""
        left, right = self(level - 1, 2 * index), self(level - 1, 2 * index + 1)
        found = merkle.join(self._digest, left, right)
        self._known[level, index] = found
        return found

    def _read(self, level: int, tile: int) -> None:
        first = tile * _WIDTH
        if level == 0:
            entry = tables.ledger.c
            query = select(entry.seq - 1, entry.leaf)
            query = query.where(entry.seq > first, entry.seq <= first + _WIDTH)
        else:
            node = tables.tree_nodes.c
            query = select(node.idx, node.hash).where(
                node.level == level, node.idx >= first, node.idx < first + _WIDTH
            )
        for index, found in self._tx.execute(query):
            self._known[level, index] = bytes.fromhex(found)


class Edge:
    """What is remembered between appends, so that one need not read the tree's edge again.

    It belongs to one head of the chain, which binds every leaf before it: behind another head,
    such as after an append that was rolled back, nothing is remembered.
    """

    _MOST = 4096

    def __init__(self) -> None:
        self._held: tuple[Head, Known] = (EMPTY, {})

    def take(self, last: Head) -> Known:
        """What is known at a head, to be added to; it is forgotten here until it is kept again."""
        (head, known), self._held = self._held, (EMPTY, {})
        return known if head == last and len(known) <= self._MOST else {}

    def keep(self, last: Head, known: Known) -> None:
        """Remember what is known at a head."""
        self._held = (last, known)


def grow(tx: Connection, digest: Digest, size: int, known: Known | None = None) -> StoredNodes:
    """Store the subtrees that ``size`` entries completed; gives the nodes for what follows.

    What an older program left out is made up for.
    """
    nodes, level, table = StoredNodes(tx, digest, known), HEIGHT, tables.tree_nodes
    while size >> level:
        last = tx.scalar(select(func.max(table.c.idx)).where(table.c.level == level))
        new = range(0 if last is None else last + 1, size >> level)
        rows = [{"level": level, "idx": i, "hash": nodes.complete(level, i).hex()} for i in new]
        if rows:
            tx.execute(insert(table), rows)
        level += HEIGHT
    return nodes
