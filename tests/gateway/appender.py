"""Appends to a ledger until it is killed; prints each receipt once its transaction is committed."""

import sys
from datetime import UTC, datetime
from itertools import count, islice

from gateway.ledger import Entry, Ledger
from gateway.storage.database import Database

url, name, size, times = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
database = Database.open(url)
ledger = Ledger(database, lambda: datetime.now(UTC))
for number in islice(count(), times or None):
    entries = [Entry("decided", name, "c", {"number": number, "part": p}) for p in range(size)]
    with database.writing() as tx:
        receipts = ledger.append(tx, entries)
    for receipt in receipts:
        sys.stdout.write(f"{receipt.seq} {receipt.leaf} {receipt.checkpoint}\n")
    sys.stdout.flush()
