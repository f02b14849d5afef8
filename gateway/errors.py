"""Every error the gateway raises on purpose. No message ever holds a field's value.

GatewayError                 a sentence for people, a stable code, an HTTP status, an exit code
├── UsageError               the caller asked for something that does not exist (exit 2)
│   ├── UnreadableFile       a file that cannot be read at all: format, encoding, size
│   └── NotFound             no such record, case or pack
├── NotAllowed               no key, wrong role, own work
├── Conflict                 the idempotency key or the case was used otherwise before
├── PackError                a pack that does not compile (exit 3) or whose examples fail (exit 4)
├── LedgerBroken             the chain does not verify; names the first bad entry (exit 1)
├── StorageUnavailable       the database or the key is not there: nothing leaves
└── Unreleasable             release was asked for without the right receipt
"""

from __future__ import annotations

from typing import ClassVar


class GatewayError(Exception):
    """A refusal with a stable ``code`` and a ``message`` that holds no value of a record."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(GatewayError):
    """The caller asked for something that does not exist or cannot be."""

    code = "usage"
    status = 400
    exit_code = 2


class UnreadableFile(UsageError):
    """The whole file cannot be read; the message says what to do about it."""

    code = "unreadable-file"


class NotFound(UsageError):
    """No such record, case or pack."""

    code = "not-found"
    status = 404


class NotAllowed(GatewayError):
    """No key, the wrong role, or a verdict on one's own submission."""

    code = "not-allowed"
    status = 403


class Unauthenticated(NotAllowed):
    """No key, or a key that is unknown or revoked."""

    code = "unauthenticated"
    status = 401


class Conflict(GatewayError):
    """The same key, case or record was used for something else before."""

    code = "conflict"
    status = 409


class PackError(GatewayError):
    """A pack that does not compile, or whose examples fail."""

    code = "pack"
    exit_code = 3


class LedgerBroken(GatewayError):
    """The redaction log does not verify."""

    code = "ledger-broken"


class StorageUnavailable(GatewayError):
    """The database or a key cannot be used, so nothing leaves."""

    code = "storage-unavailable"
    status = 503


class Unreleasable(GatewayError):
    """Release was asked for with a receipt that does not cover this record."""

    code = "unreleasable"
    status = 409
