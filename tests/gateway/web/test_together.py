"""Simultaneous submissions by HTTP: each its own proven receipt, and no one's refusal another's."""

import threading

from sqlalchemy import event

from gateway.chain import Receipt
from gateway.proof import answer_of, check
from gateway.sample import records

CHANNEL = "department-portal"


def _several(count):
    drawn = records(31, count, kinds=("penalty",), subjects=("法人及非法人组织",), length=150)
    return [each | {"channels": [CHANNEL]} for each in drawn]


def test_each_of_many_gets_its_own_receipt(web, broken_record):
    """Ten records and a bad one at once: ten receipts that verify, one commit."""
    sent = [*_several(10), broken_record]
    given, commits, database = {}, [], web.gateway.database

    def send(number, body):
        given[number] = web.submit(body)

    threads = [threading.Thread(target=send, args=each) for each in enumerate(sent)]
    together = database._together
    together._led = True  # as if somebody were writing, so that all of them arrive meanwhile
    with web.client:
        event.listen(database._engine, "commit", lambda _: commits.append(1))
        for thread in threads:
            thread.start()
        while len(together._waiting) < len(sent):
            assert not given, "nobody is answered before the commit"
        reads = len(commits)
        together._hand_on()
        for thread in threads:
            thread.join()
    assert len(commits) - reads == 1
    assert [given[n].status_code for n in range(11)] == [200] * 10 + [422]
    lines = [line for n in range(10) for line in given[n].json()["answers"]]
    keys = (web.gateway.keys.signer().public,)
    for line in lines:
        assert check(Receipt(**line["receipt"]), keys, answer_of(line)).answer
    seqs = [line["receipt"]["seq"] for line in lines]
    assert sorted(seqs + [e["seq"] for e in web.entries() if e["event"] == "rejected"]) == list(
        range(1, 12)
    )
    assert web.gateway.ledger.verify(None, keys).entries == 11
