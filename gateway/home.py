"""Where the embedded database, the keys and the originals live, and how the rooms are wired."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from detectors.border import Scanner
from detectors.register import EMPTY, Register
from gateway import log_keys
from gateway.crypto import Profile, profile
from gateway.errors import NotFound, PackError, StorageUnavailable
from gateway.journey import Gateway, Journey
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.pack_words import with_words
from gateway.packs import Packs
from gateway.registry import Registry
from gateway.storage.database import DATABASE_FILE, Database, default_url
from policies.calendar import Calendar, added, china, extended
from policies.catalog import shipped
from policies.fault import PolicyError
from policies.pack import Pack

HOME_VARIABLE = "GONGSHI_HOME"
DATABASE_VARIABLE = "GONGSHI_DATABASE_URL"
NAME_MODEL_VARIABLE = "GONGSHI_NAME_MODEL"
PROFILE_VARIABLE = "GONGSHI_PROFILE"
#: Years that an administrator adds to the shipped calendar, in a home.
CALENDAR_FILE = "calendar.yaml"
_CHINA = ZoneInfo("Asia/Shanghai")


def home_path(given: Path | None = None) -> Path:
    """``--home``, else ``GONGSHI_HOME``, else ``~/.gongshi``."""
    return given or Path(os.environ.get(HOME_VARIABLE) or Path.home() / ".gongshi")


def now() -> datetime:
    """The present moment in UTC; the one clock of the gateway."""
    return datetime.now(UTC)


def today() -> date:
    """The date of publication, Asia/Shanghai."""
    return datetime.now(_CHINA).date()


def open_gateway(
    home: Path,
    *,
    pack: str | None = None,
    day: date | None = None,
    clock: Callable[[], datetime] = now,
) -> Gateway:
    """Open (or make) a home: database migrated, keys read, pack chosen by publication date.

    Raises `PackError` for a pack that is not there, does not compile or fails its examples.
    """
    day = day or today()
    database = open_database(home)
    keys = Keys.open(home, algorithms=algorithms(database))
    database.bind(keys.fingerprint)
    ledger = Ledger(database, clock, keys.signer())
    registry = Registry(database, ledger, keys, home)
    packs = Packs(database, ledger, clock, today, calendar_of(home))
    revision = packs.revision()
    chosen = packs.in_force(day, pack)
    walk = journey(day, chosen, registry.load())
    gateway = Gateway(walk, database, ledger, keys, clock, registry, packs, revision, pack)
    return gateway.current()


def on_day(gateway: Gateway, day: date) -> Gateway:
    """The same gateway on another date of publication, with the rules in force then.

    Raises `PackError` when none are.
    """
    packs, registry = gateway.packs, gateway.registry
    revision = packs.revision() if packs else 0
    pack = packs.in_force(day, gateway.named) if packs else None
    walk = journey(day, pack, registry.load() if registry else EMPTY)
    return replace(gateway, journey=replace(walk, items=gateway.journey.items), revision=revision)


def algorithms(database: Database) -> Profile:
    """The profile that ``GONGSHI_PROFILE`` names, else that of the log, else the standard one."""
    with database.reading() as tx:
        of_log = log_keys.profile_of(tx)
    return profile(os.environ.get(PROFILE_VARIABLE) or of_log.name)


def registered(home: Path) -> Register:
    """What is registered in a home, for commands that keep nothing; none where there is no home."""
    if DATABASE_VARIABLE not in os.environ and not (home / DATABASE_FILE).exists():
        return EMPTY
    database = open_database(home)
    return Registry(
        database, Ledger(database, now), Keys.open(home, algorithms=algorithms(database)), home
    ).load()


def calendar_of(home: Path) -> Calendar:
    """The shipped calendar with the years that an administrator added in ``calendar.yaml``.

    Raises `PackError` for a file that is no calendar: no date is counted by half of one.
    """
    path = home / CALENDAR_FILE
    if not path.exists():
        return china()
    try:
        return extended(china(), added(path.read_text("utf-8")))
    except (OSError, ValueError) as fault:
        why = str(fault) if type(fault) is ValueError else type(fault).__name__
        raise PackError(f"{path} 不能用作日历：{why}") from None


def journey(
    day: date,
    pack: Pack | None = None,
    register: Register = EMPTY,
) -> Journey:
    """The walk on one date of publication, under the pack in force then unless one is named.

    Raises `PackError` when none is: nothing is decided by yesterday's law.
    """
    try:
        pack = pack or shipped().for_date(day)
    except PolicyError as error:
        raise PackError(str(error)) from None
    return Journey(scanner(pack, with_words(register, pack)), pack, day)


def open_database(home: Path) -> Database:
    """The database of ``GONGSHI_DATABASE_URL``, else the embedded one in ``home``."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_lost(home):
        raise StorageUnavailable(
            "密钥在，数据库不见了：请恢复备份，或用 GONGSHI_DATABASE_URL 指明；"
            "否则已发布的会再次发布，日志也无从核对"
        )
    return Database.open(os.environ.get(DATABASE_VARIABLE) or default_url(home))


def _is_lost(home: Path) -> bool:
    """Whether this home once had a database: it is made before the keys."""
    if DATABASE_VARIABLE in os.environ or (home / DATABASE_FILE).exists():
        return False
    return any((home / folder).exists() for folder in ("keys/master", "sealing", "signing"))


def existing(home: Path) -> Path:
    """A home that holds something, for commands that only read.

    Raises `NotFound` for one that does not: an empty log would verify, whatever was mistyped.
    """
    if DATABASE_VARIABLE not in os.environ and not (home / DATABASE_FILE).exists():
        raise NotFound("这个目录里没有网关的数据库，请用 --home 指明")
    return home


def open_ledger(home: Path) -> Ledger:
    """The log alone: no key and no detector is needed to verify it."""
    return Ledger(open_database(existing(home)), now)


def open_signed_ledger(home: Path, clock: Callable[[], datetime] = now) -> Ledger:
    """The log with its signing key, without detectors; raises `StorageUnavailable`."""
    database = open_database(home)
    keys = Keys.open(home, algorithms=algorithms(database))
    database.bind(keys.fingerprint)
    return Ledger(database, clock, keys.signer())


def open_packs(home: Path) -> Packs:
    """The versions of packs alone, to be read."""
    database = open_database(home)
    return Packs(database, Ledger(database, now), now, today)


def scanner(pack: Pack | None = None, register: Register = EMPTY) -> Scanner:
    """Every registered detector; one that the pack wants and that is missing counts as silent.

    ``GONGSHI_NAME_MODEL=off`` reads without the tagger: free text then goes to a person.
    """
    on = os.environ.get(NAME_MODEL_VARIABLE, "on").lower() not in {"off", "0", "false"}
    required = pack.detectors if pack else ()
    return Scanner(required=required, name_model=on, register=register)
