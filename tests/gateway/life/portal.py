"""A reference portal: a client of one feed that shows exactly what the feed says. Its own process.

    python portal.py STATE.db CHANNEL      pages of events on stdin, a cursor a line on stdout

It holds what is public in a file of its own and moves its cursor in the same transaction, so that
a kill at any moment loses nothing and shows nothing twice.
"""

from __future__ import annotations

import json
import sqlite3
import sys

SHOWS = {"published", "corrected", "objection-marked", "objection-answered"}
HIDES = {"withdrawn", "expired", "repaired"}


class Portal:
    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS shown (subject TEXT PRIMARY KEY, data TEXT)")
        self.db.execute("CREATE TABLE IF NOT EXISTS cursor (at INTEGER)")
        if self.db.execute("SELECT count(*) FROM cursor").fetchone()[0] == 0:
            self.db.execute("INSERT INTO cursor VALUES (0)")

    @property
    def cursor(self) -> int:
        return self.db.execute("SELECT at FROM cursor").fetchone()[0]

    def apply(self, events: list[dict]) -> int:
        for event in events:
            self.db.execute("BEGIN IMMEDIATE")
            at, kind = int(event["id"]), event["type"].rpartition(".")[2]
            if at > self.cursor:
                if kind in SHOWS:
                    row = (event["subject"], json.dumps(event["data"], ensure_ascii=False))
                    self.db.execute("INSERT OR REPLACE INTO shown VALUES (?, ?)", row)
                elif kind in HIDES:
                    self.db.execute("DELETE FROM shown WHERE subject = ?", (event["subject"],))
                self.db.execute("UPDATE cursor SET at = ?", (at,))
            self.db.execute("COMMIT")
        return self.cursor

    def marks(self) -> dict[str, bool]:
        """What is shown, and whether it bears the mark of an objection."""
        return {
            subject: bool(marked)
            for subject, marked in self.db.execute(
                "SELECT subject, json_extract(data, '$.objection') IS NOT NULL FROM shown"
            )
        }

    def shown(self) -> dict[str, dict]:
        rows = self.db.execute("SELECT subject, data FROM shown").fetchall()
        return {subject: json.loads(data) for subject, data in rows}


if __name__ == "__main__":
    portal = Portal(sys.argv[1])
    sys.stdout.write(f"{portal.cursor}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(f"{portal.apply(json.loads(line))}\n")
        sys.stdout.flush()
