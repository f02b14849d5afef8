"""The port to whoever keeps the key-encryption keys (KEK): a file, the environment, an HSM."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from gateway.errors import UsageError

#: A KEK's name: at most so many bytes of visible ASCII.
LONGEST_NAME = 40
_OUTSIDE = "主加密密钥保存在网关之外，请在保管处更换或销毁，再执行 gongshi key rewrap"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key under a key-encryption key, whose name is ``kek``."""

    kek: str
    key: bytes = field(repr=False)


class Custody(ABC):
    """Wraps and unwraps data keys; gives no key-encryption key away. The repr shows nothing."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    @abstractmethod
    def current(self) -> str:
        """The name of the key that wraps now."""

    @abstractmethod
    def wrap(self, data_key: bytes) -> Wrapped:
        """Wrap under the current key; raises `StorageUnavailable`."""

    @abstractmethod
    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key; raises `StorageUnavailable` for an unknown key or a changed byte."""

    def renew(self) -> str:
        """Make a new current key, give its name; raises `UsageError` where it is kept outside."""
        raise UsageError(_OUTSIDE)

    def old(self) -> tuple[str, ...]:
        """The names of keys that can be destroyed; raises `UsageError` likewise."""
        raise UsageError(_OUTSIDE)

    def retire(self, name: str) -> None:
        """Destroy a key that wraps nothing any more; raises `UsageError` likewise."""
        raise UsageError(_OUTSIDE)
