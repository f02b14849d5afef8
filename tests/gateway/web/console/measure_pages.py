"""How long the pages take over a long queue and a long log. Prints milliseconds; asserts nothing.

    python tests/gateway/web/console/measure_pages.py [CASES]

Makes a home with that many waiting cases (100,000 unless said), as many entries of the log and as
many public records, all copies of one real record under other numbers, units and deadlines.
"""

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import orjson
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from gateway import home as house
from gateway import log_index, queue, totp
from gateway.accounts import Accounts
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.ledger import Entry
from gateway.sample import records
from gateway.sessions import Sessions
from gateway.storage import tables
from gateway.web.app import create_app

DAY = date(2026, 11, 23)
PASSWORD = "correct horse battery"
SOME = 5000
RULES = ("GD-12-REVIEW", "GD-E-SECRET", "GD-E-SUSPECT", "GD-03-HINT")


def one(gateway):
    """A real record that waits, submitted the usual way."""
    found = next(records(11, 1, kinds=("penalty",), subjects=("法人及非法人组织",), length=400))
    row = Intake(gateway.keys, gateway.journey.today).read(RawRow(1, found))
    gateway.submit([row], ["department-portal"], "portal")
    with gateway.database.reading() as tx:
        return dict(tx.execute(select(tables.cases)).one()._mapping)


def many(gateway, case, count):
    """Copies in the queue, the log and the column."""
    rng, answer = Random(1), orjson.loads(case["answer"])
    entry = gateway.ledger.entry(1).entry
    for begin in range(0, count, SOME):
        rows, column = [], []
        for number in range(begin, min(begin + SOME, count)):
            unit = f"第{rng.randrange(300)}市场监督管理局"
            due = (DAY + timedelta(days=rng.randrange(-3, 10))).isoformat()
            made = {**case, "id": f"{number:032x}", "record": f"r{number}", "due": due,
                    "risk": rng.randrange(30),
                    "channel": rng.choice(("xinyong-china", "department-portal"))}  # fmt: skip
            told = answer | {
                "fields": answer["fields"] | {"CF_CFJG": unit},
                "reasons": [{"rule": rng.choice(RULES), "basis": "b"}],
            }
            rows.append((queue.placed(made, told), told))
            column.append({
                "slug": f"{number:024x}", "record": f"r{number}", "owner": "portal",
                "channel": "department-portal", "kind": "penalty", "unit": unit,
                "subject": f"第{number}食品有限公司", "number": f"某市监罚〔2026〕{number}号",
                "decided_on": due, "until": "2027-11-23", "state": "public", "shown": 1,
                "content_seq": 1,
                "words": f"第{number}食品有限公司 某市监罚〔2026〕{number}号 {unit}",
                "last_seq": 1,
            })  # fmt: skip
        with gateway.database.writing() as tx:
            gateway.ledger.append(
                tx, [Entry("decided", f"r{n}", entry.channel, entry.body) for n in range(len(rows))]
            )
            tx.execute(insert(tables.cases), [row for row, _ in rows])
            queue.enter(tx, rows)
            tx.execute(insert(tables.column_records), column)


def say(line):
    sys.stdout.write(f"{line}\n")


def milliseconds(client, path, method="get", **more):
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        answer = getattr(client, method)(path, **more)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code in {200, 303}, (path, answer.status_code)
    return sorted(taken)[2], max(taken)


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        gateway = house.open_gateway(Path(folder), day=DAY)
        accounts = Accounts(gateway.database, gateway.clock)
        reviewer, _ = accounts.create("审核员", "reviewer")
        sessions = Sessions(gateway.database, gateway.keys, gateway.clock)
        secret = sessions.give_credentials(reviewer.id, PASSWORD)
        many(gateway, one(gateway), count)
        began = time.perf_counter()
        done = log_index.catch_up(gateway.database, 10_000)
        say(f"log read into the index: {done} in {time.perf_counter() - began:.1f} s")
        client = TestClient(create_app(gateway, accounts), follow_redirects=False)
        code = totp.code(secret, totp.step_of(gateway.clock().timestamp()))
        sent = {"name": "审核员", "password": PASSWORD, "code": code}
        client.post("/console/signin", data=sent)
        with gateway.database.reading() as tx:
            middle = queue.page(tx, {}, "", count // 2)[-1]
            rank = tx.scalar(select(tables.cases.c.rank).where(tables.cases.c.id == middle))
        unit = "第7市场监督管理局"
        for path in (
            "/console",
            f"/console?after={rank}",
            "/console?channel=department-portal",
            f"/console?unit={unit}",
            f"/console?unit={unit}&reason=GD-E-SECRET&channel=xinyong-china",
            "/console?reason=GD-E-SECRET&channel=xinyong-china",
            f"/console/cases/{middle}",
            "/console/overview",
            "/console/log",
            f"/console/log?unit={unit}",
            "/console/log?rule=GD-E-PHONE&detector=person&since=2026-11-01",
            "/column",
            f"/column?unit={unit}&words=77",
            "/column?words=nothing",
        ):
            middle_ms, worst = milliseconds(client, path)
            say(f"{middle_ms:8.0f} ms  worst {worst:6.0f}  {path[:100]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
