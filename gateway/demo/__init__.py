"""Sixty fictitious records in four file formats that show every outcome, and how they were made."""

from __future__ import annotations

from datetime import date

#: The day on which the demo takes place; the records were decided in the year before.
DEMO_DATE = date(2026, 11, 20)

#: Where the demo publishes: the channel with the most rules.
DEMO_CHANNEL = "xinyong-guangdong"

#: The shipped files, in ``gateway/demo/records/``.
FILES = ("penalties.xlsx", "permits.csv", "legacy-g1-gd.xml", "letters.jsonl")

#: By which rules: under the later law every record waits for a person and none is released.
DEMO_PACK = "rs-2018-gd"
