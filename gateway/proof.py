"""What a receipt proves to a machine that has only the public key: pure, no database, no network.

``proof`` of a receipt is ``{"tree", "path", "answer"}``: the signed checkpoint of the append, the
way from the entry's leaf to its root (RFC 6962, section 2.1.1), and the way from the answer that
was given to the root over all answers of that append. In a log that has changed its signing key
``keys`` holds the handovers, so that the first public key is enough. So a receipt vouches for its
entry and for the record that it came with (all but the sender's ``id`` and ``row``), and shows
nothing of the entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway import merkle
from gateway.chain import Receipt, answer_digest
from gateway.checkpoint import Checkpoint
from gateway.crypto.interface import Digest
from gateway.errors import LedgerBroken, UsageError
from gateway.note import Note, PublicKey
from gateway.succession import extended, signer_of

_NO_ANSWER = "-"
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Proven:
    """What was found true: the checkpoint, who signed it, whether the record is vouched for."""

    checkpoint: Checkpoint
    key: PublicKey
    answer: bool


def answer_leaf(digest: Digest, seq: int, said: object) -> bytes:
    """The leaf of an answer; ``said`` is its digest, or anything else where there is none."""
    known = said if isinstance(said, str) else _NO_ANSWER
    return merkle.leaf(digest, f"{seq} {known}\n".encode())


def proofs(
    digest: Digest,
    nodes: merkle.Nodes,
    size: int,
    answers: Sequence[bytes],
    note: str,
    handovers: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """One proof for each of the last entries; ``answers`` are the leaves of their answers."""
    count = len(answers)
    among = small(digest, answers)
    return [
        with_keys(
            {
                "tree": note,
                "path": _hex(merkle.inclusion(digest, nodes, size - count + place, size)),
                "answer": _hex(merkle.inclusion(digest, among, place, count)),
            },
            handovers,
        )
        for place in range(count)
    ]


def with_keys(proof: dict[str, Any], handovers: Sequence[str]) -> dict[str, Any]:
    """A proof with the handovers of the log's signing keys, if there were any."""
    return proof | {"keys": list(handovers)} if handovers else proof


def small(digest: Digest, leaves: Sequence[bytes]) -> merkle.Nodes:
    """The nodes of a tree whose leaves are all at hand."""
    known: dict[tuple[int, int], bytes] = {(0, i): each for i, each in enumerate(leaves)}

    def node(level: int, index: int) -> bytes:
        if (level, index) not in known:
            left, right = node(level - 1, 2 * index), node(level - 1, 2 * index + 1)
            known[level, index] = merkle.join(digest, left, right)
        return known[level, index]

    return node


def check(
    receipt: Receipt, keys: Sequence[PublicKey], answer: Mapping[str, Any] | None = None
) -> Proven:
    """Check a receipt, and the answer it came with if that is given.

    Raises `UsageError` for a receipt without a proof, `LedgerBroken` naming what does not fit.
    """
    if receipt.proof is None:
        raise UsageError("这份回执没有离线证明，只能与日志本身核对")
    note = Note.parse(_word(receipt.proof, "tree"))
    key, said = signer_of(note, extended(keys, _handovers(receipt.proof)))
    digest = key.profile.digest
    if receipt.checkpoint != said.reached.checkpoint:
        raise LedgerBroken("回执：写明的检查点与签名的检查点不一致，回执被改动")
    leaf, path = _bytes(receipt.leaf), _steps(receipt.proof, "path")
    if merkle.included(digest, leaf, receipt.seq - 1, said.size, path) != said.root:
        raise LedgerBroken(f"回执：第 {receipt.seq} 条不在签名的日志之中，序号、摘要或路径被改动")
    if answer is not None:
        _check_answer(receipt, said, answer, digest)
    return Proven(said, key, answer is not None)


def _check_answer(
    receipt: Receipt, said: Checkpoint, answer: Mapping[str, Any], digest: Digest
) -> None:
    count, whole = said.answers or (0, b"")
    place = receipt.seq - 1 - (said.size - count)
    leaf = answer_leaf(digest, receipt.seq, answer_digest(answer, digest))
    path = _steps(receipt.proof or {}, "answer")
    if not count or merkle.included(digest, leaf, place, count, path) != whole:
        raise LedgerBroken(f"回执：记录与日志第 {receipt.seq} 条所记的不一致，记录被改动或被调换")


def answer_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """The answer in a line of a pile or of an HTTP answer: all but who and where it was."""
    return {name: value for name, value in line.items() if name not in {"id", "row", "case"}}


def _hex(path: Sequence[bytes]) -> list[str]:
    return [step.hex() for step in path]


def _word(proof: Mapping[str, Any], name: str) -> str:
    found = proof.get(name)
    if not isinstance(found, str):
        raise UsageError("回执的离线证明不完整")
    return found


def _steps(proof: Mapping[str, Any], name: str) -> list[bytes]:
    found = proof.get(name)
    if not isinstance(found, list) or len(found) > _LONGEST:
        raise UsageError("回执的离线证明不完整")
    return [_bytes(step) for step in found]


def _handovers(proof: Mapping[str, Any]) -> list[str]:
    found = proof.get("keys", [])
    if not isinstance(found, list) or not all(isinstance(note, str) for note in found):
        raise UsageError("回执的离线证明不完整")
    return found


def _bytes(text: object) -> bytes:
    try:
        found = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        found = b""
    return found
