"""The tree by published hashes, and no path proves what is not so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import merkle
from gateway.crypto import GM, PROFILES, STANDARD

# The reference vectors of Certificate Transparency (google/certificate-transparency,
# cpp/merkletree/merkle_tree_test.cc; also transparency-dev/merkle, testonly/constants.go).
INPUTS = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                 "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: Index and size to the path of the same tests.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LARGEST = 40


def _nodes(digest, leaves):
    def node(level, index):
        if level == 0:
            return leaves[index]
        return merkle.join(digest, node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def _tree(size, used=STANDARD, salt=b""):
    leaves = [merkle.leaf(used.digest, salt + bytes([n])) for n in range(size)]
    return leaves, _nodes(used.digest, leaves)


def _published():
    leaves = [merkle.leaf(STANDARD.digest, each) for each in INPUTS]
    return leaves, _nodes(STANDARD.digest, leaves)


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size):
    """Every size of the reference tree, from its nodes and from its frontier."""
    leaves, nodes = _published()
    frontier = merkle.Frontier(STANDARD.digest)
    for each in leaves[:size]:
        frontier.add(each)
    assert merkle.root(STANDARD.digest, nodes, size).hex() == ROOTS[size] == frontier.root().hex()


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_published_inclusion_paths(index, size):
    """The audit paths of the reference tests (RFC 6962, section 2.1.1)."""
    leaves, nodes = _published()
    path = merkle.inclusion(STANDARD.digest, nodes, index, size)
    assert [each.hex() for each in path] == PATHS[index, size]
    found = merkle.included(STANDARD.digest, leaves[index], index, size, path)
    assert found is not None
    assert found.hex() == ROOTS[size]


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_published_consistency_proofs(first, second):
    """The consistency proofs of the reference tests (RFC 6962, section 2.1.2)."""
    _, nodes = _published()
    path = merkle.consistency(STANDARD.digest, nodes, first, second)
    assert [each.hex() for each in path] == CONSISTENCY[first, second]
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert merkle.consistent(STANDARD.digest, first, second, roots, path)


def test_sm3_tree_by_hand():
    """The same tree over SM3: three leaves put together by the definition."""
    digest = GM.digest
    a, b, c = (digest(b"\x00" + bytes([n])) for n in range(3))
    expected = digest(b"\x01" + digest(b"\x01" + a + b) + c)
    assert merkle.root(digest, _tree(3, GM)[1], 3) == expected


@given(st.data(), st.sampled_from(list(PROFILES.values())))
def test_every_leaf_is_proven_at_every_size(data, used):
    """A path leads to the root, for its own leaf at its own place only."""
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    leaves, nodes = _tree(size, used)
    whole = merkle.root(used.digest, nodes, size)
    path = merkle.inclusion(used.digest, nodes, index, size)
    assert merkle.included(used.digest, leaves[index], index, size, path) == whole
    other = data.draw(st.integers(0, size + 2).filter(lambda place: place != index))
    assert merkle.included(used.digest, leaves[index], other, size, path) != whole
    assert merkle.included(used.digest, bytes(32), index, size, path) != whole
    for wrong in ([*path, bytes(32)], path[:-1], path[::-1]):
        if wrong != path:
            assert merkle.included(used.digest, leaves[index], index, size, wrong) != whole


@given(st.data())
def test_every_tree_begins_its_later_ones(data):
    """Consistency holds between any two sizes of one log, and not with another log."""
    second = data.draw(st.integers(0, LARGEST))
    first = data.draw(st.integers(0, second))
    digest, (_, nodes) = STANDARD.digest, _tree(second)
    path = merkle.consistency(digest, nodes, first, second)
    roots = merkle.root(digest, nodes, first), merkle.root(digest, nodes, second)
    assert merkle.consistent(digest, first, second, roots, path)
    assert not merkle.consistent(digest, first, second, roots, [*path, bytes(32)])
    assert not merkle.consistent(digest, second + 1, second, roots, path)
    forked = merkle.root(digest, _tree(second, salt=b"fork")[1], first)
    if first:
        assert not merkle.consistent(digest, first, second, (forked, roots[1]), path)
    if path:
        assert not merkle.consistent(digest, first, second, roots, path[1:])


@given(st.data())
def test_any_run_of_leaves_is_proven(data):
    """Leaves of a period and what lies around them give the root; a changed one does not."""
    size = data.draw(st.integers(1, LARGEST))
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    digest, (leaves, nodes) = STANDARD.digest, _tree(size)
    rest = merkle.around(digest, nodes, range(start, end), size)
    whole, run = merkle.root(digest, nodes, size), leaves[start:end]
    assert merkle.enclosed(digest, run, start, size, rest) == whole
    assert merkle.enclosed(digest, [bytes(32), *run[1:]], start, size, rest) != whole
    assert merkle.enclosed(digest, run, start, size, [*rest, bytes(32)]) is None
    assert merkle.enclosed(digest, run, start + 1, size, rest) != whole
    assert merkle.enclosed(digest, [], start, size, rest) is None
    assert merkle.enclosed(digest, leaves[start:], start, size, [b""]) != whole or size == 1


@given(st.integers(0, 300))
def test_the_frontier_tells_what_it_completed(size):
    """Each complete subtree is told once, with the root that the definition gives it."""
    digest, frontier, told = STANDARD.digest, merkle.Frontier(STANDARD.digest), {}
    leaves = [digest(n.to_bytes(2)) for n in range(size)]
    for each in leaves:
        for level, index, found in frontier.add(each):
            assert (level, index) not in told
            told[level, index] = found
    nodes = _nodes(digest, leaves)
    assert len(told) == sum(size >> level for level in range(1, 10))
    assert all(found == nodes(*place) for place, found in told.items())
    assert frontier.root() == merkle.root(digest, nodes, size)
