"""The database: durable transactions on SQLite or PostgreSQL, one writer at a time.

Whatever the driver says leaves here as `StorageUnavailable` without its words, because drivers
quote values. Nothing here knows what the tables mean.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gateway.errors import StorageUnavailable, UsageError
from gateway.storage import migrations
from gateway.storage.tables import known_keys
from gateway.storage.together import Result, Together

if TYPE_CHECKING:
    import psycopg

_WRITING = "gongshi_writing"
_WAIT_SECONDS = 30
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}

# One lock for all writers of a database, so that PostgreSQL behaves like SQLite: the head of
# the ledger is read and extended by one transaction at a time, and no two can deadlock.
_WRITER_LOCK = text("SELECT pg_advisory_xact_lock(20180141)")


#: The embedded database in a home.
DATABASE_FILE = "gongshi.db"


def default_url(home: Path) -> str:
    """Address of the embedded database in ``home``."""
    url = URL.create("sqlite+pysqlite", database=str(home / DATABASE_FILE))
    return url.render_as_string(hide_password=False)


class Database:
    """An open database with today's schema. Its repr tells the kind, not the address."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(self.writing)

    def __repr__(self) -> str:
        return f"Database({self._engine.dialect.name})"

    @classmethod
    def open(cls, url: str) -> Database:
        """Connect, create what is missing and bring the schema up to date.

        ``url`` is ``sqlite:///FILE`` or ``postgresql://...``. Raises `UsageError` for any other,
        `StorageUnavailable` if the database cannot be used or is newer than this program.
        """
        database = cls(_engine(_parsed(url)))
        with database.reading() as tx:
            current = migrations.is_current(tx)
        if not current:
            with database.writing() as tx:
                migrations.upgrade(tx)
        return database

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is on disk when the block is left, or has never been.

        Writers of all processes wait for each other, 30 seconds at most.
        """
        with _transaction(self._engine, {_WRITING: True}) as tx:
            if tx.dialect.name == "postgresql":
                tx.execute(_WRITER_LOCK)
            yield tx

    def together(self, work: Callable[[Connection], Result]) -> Result:
        """Do a work in a transaction that simultaneous ones share; back when it is on disk.

        For small writes of many threads: see `gateway.storage.together`.
        """
        return self._together.run(work)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database, in which nothing can be written."""
        options: dict[str, Any] = {_WRITING: False}
        if self._engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with _transaction(self._engine, options) as tx:
            yield tx

    def scrub(self) -> None:
        """Drop what changed rows left behind: SQLite's write-ahead log, PostgreSQL's dead rows.

        The server's own write-ahead log and backups stay; see `gateway.rotation`.
        """
        on_sqlite = self._engine.dialect.name == "sqlite"
        statement = "PRAGMA wal_checkpoint(TRUNCATE)" if on_sqlite else "VACUUM data_keys, cases"
        driver = self._engine.raw_connection()
        try:
            if not on_sqlite:
                driver.driver_connection.autocommit = True  # type: ignore[union-attr] # open by now
            driver.cursor().execute(statement)
        except Exception as error:  # noqa: BLE001 - a driver's words hold values
            raise StorageUnavailable(f"数据库不可用（{type(error).__name__}）") from None
        finally:
            driver.invalidate()

    def bind(self, fingerprint: str) -> None:
        """Tie the database to the keys that its tokens are made with, at their first meeting.

        Raises `StorageUnavailable` for other keys: records would no longer be recognised, and
        what was released once could be released again.
        """
        with self.writing() as tx:
            known = tx.scalar(select(known_keys.c.fingerprint))
            if known is None:
                insert_or_ignore(tx, known_keys, [{"fingerprint": fingerprint}])
            elif known != fingerprint:
                raise StorageUnavailable("数据库与密钥不匹配：请恢复建库时使用的密钥")


def insert_or_ignore(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique constraint; the number of rows inserted."""
    if not rows:
        return 0
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    values = [dict(row) for row in rows]
    return tx.execute(statement, values, execution_options=counted).rowcount


def upsert(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or write them over those with the same primary key."""
    if not rows:
        return
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    key = [column.name for column in table.primary_key]
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in key}
    statement = statement.on_conflict_do_update(index_elements=key, set_=fresh)
    tx.execute(statement, [dict(row) for row in rows])


def is_writing(tx: Connection) -> bool:
    """Whether ``tx`` comes from `Database.writing` and so holds the writers' lock."""
    return bool(tx.get_execution_options().get(_WRITING)) and tx.in_transaction()


@contextmanager
def undecoded(tx: Connection) -> Iterator[None]:
    """Inside, SQLite gives text that is not UTF-8 with surrogates instead of an error.

    SQLite lets anyone with the file write such text; PostgreSQL never stores it.
    """
    if tx.dialect.name != "sqlite":
        yield
        return
    driver: Any = tx.connection.driver_connection
    driver.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


@contextmanager
def _transaction(engine: Engine, options: Mapping[str, Any]) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            tx = connection.execution_options(**options)
            with tx.begin():
                yield tx
    except (SQLAlchemyError, UnicodeError) as error:
        # The class alone: the words of a driver and its parameters may hold values, and text
        # that is not UTF-8 comes back from it inside the error.
        raise StorageUnavailable(f"数据库不可用（{type(error).__name__}）") from None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UsageError("数据库地址无法识别") from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise UsageError("数据库地址应为 sqlite:///文件 或 postgresql://…")
    if driver == _DRIVERS["sqlite"] and parsed.database in {None, "", ":memory:"}:
        raise UsageError("内存数据库不能保证日志落盘，请指定文件")
    return parsed.set(drivername=driver)


def _engine(url: URL) -> Engine:
    on_sqlite = url.get_backend_name() == "sqlite"
    if on_sqlite:
        _create_private(Path(str(url.database)))
    wait = {"timeout": _WAIT_SECONDS} if on_sqlite else {"connect_timeout": _WAIT_SECONDS}
    engine = create_engine(
        url, hide_parameters=True, pool_pre_ping=not on_sqlite, connect_args=wait
    )
    event.listen(engine, "connect", _prepare_sqlite if on_sqlite else _prepare_postgresql)
    if on_sqlite:
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_private(path: Path) -> None:
    # SQLite gives its -wal and -shm files the mode of the database.
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageUnavailable(f"数据库文件无法打开或创建：{error.strerror}") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for setting in (
        f"busy_timeout={_WAIT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # or INSERT OR REPLACE would delete past the triggers
        "trusted_schema=OFF",
        "secure_delete=ON",  # what is removed or overwritten is zeroed in the file
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(connection: psycopg.Connection, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(f"SET lock_timeout = '{_WAIT_SECONDS}s'")
    connection.commit()
