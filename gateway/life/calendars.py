"""Years that an administrator adds to the working-day calendar: checked, kept, logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from gateway.accounts import Account, Role
from gateway.custody import private_file
from gateway.duties import require
from gateway.errors import UsageError
from gateway.home import CALENDAR_FILE
from gateway.journey import Gateway
from gateway.ledger import Entry
from policies.calendar import added

_NOBODYS = "calendar"


def add(gateway: Gateway, home: Path, file: Path, admin: Account) -> list[int]:
    """Take the years of a YAML file over into the home's calendar; the years.

    A year that is there already is replaced, as the State Council changes a year now and then.
    Raises `UsageError` for a file that is no calendar; then nothing changes.
    """
    require(admin, Role.ADMIN)
    try:
        text = file.read_text("utf-8")
        fresh = added(text)
    except (OSError, UnicodeError):
        raise UsageError("日历文件打不开，或不是 UTF-8 文本") from None
    except ValueError as fault:
        raise UsageError(f"日历文件不能用：{fault}") from None
    whole = _merged(home / CALENDAR_FILE, yaml.safe_load(text))
    years = sorted(fresh.years)
    body = {"years": years, "version": str(fresh.version), "account": admin.id}
    with gateway.database.writing() as tx:
        gateway.ledger.append(tx, [Entry("calendar-added", _NOBODYS, None, body)])
        private_file.replace(home / CALENDAR_FILE, whole.encode())
    return years


def _merged(path: Path, fresh: dict[str, Any]) -> str:
    held = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {"years": {}}
    years = {**held["years"], **fresh["years"]}
    whole = {"version": fresh["version"], "years": dict(sorted(years.items()))}
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    return text
