"""The history of the schema, applied by the program itself: no configuration file, no command.

A change of `tables` is a new file in `versions`, written by hand; a test compares the two on
both databases. There is no way back: evidence is not migrated away.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from gateway.errors import StorageUnavailable

#: The newest revision, so that opening a database of today need not read the others.
HEAD = "0030"


def is_current(tx: Connection) -> bool:
    """Whether the schema is already that of `HEAD`."""
    if not inspect(tx).has_table("alembic_version"):
        return False
    return HEAD in tx.scalars(text("SELECT version_num FROM alembic_version")).all()


def upgrade(tx: Connection) -> None:
    """Bring the schema up to date inside the transaction ``tx``.

    Raises `StorageUnavailable` if the database was made by a newer program.
    """
    from alembic import command  # noqa: PLC0415  half a second that scanning need not pay
    from alembic.config import Config  # noqa: PLC0415  the same
    from alembic.util import CommandError  # noqa: PLC0415  the same

    config = Config()
    config.set_main_option("script_location", "gateway.storage:migrations")
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StorageUnavailable("数据库由更新的程序版本建立，请升级本程序") from None
