"""Who signs the log now: the log names its newest key, its keeper has the private half."""

from __future__ import annotations

from gateway.crypto import Profile
from gateway.custody.signing import SigningKeys
from gateway.errors import StorageUnavailable, UsageError
from gateway.note import NoteSigner, PublicKey


class LogSigner:
    """The signers of one log by its name. The repr shows the name alone.

    A service notices at its next append that another process has handed over to a new key.
    """

    def __init__(self, name: str, algorithms: Profile, keys: SigningKeys) -> None:
        self.name = name
        self._profile = algorithms
        self._keys = keys
        self._known: dict[PublicKey, NoteSigner] = {}

    def __repr__(self) -> str:
        return f"LogSigner({self.name!r})"

    @property
    def public(self) -> PublicKey:
        """The key that a new log begins with."""
        return self.of(None).public

    def of(self, newest: PublicKey | None) -> NoteSigner:
        """The signer of a log's newest key; a log that nobody signed begins with ours.

        Raises `StorageUnavailable` for the key of somebody else, or of other algorithms.
        """
        if newest is None:
            newest = PublicKey(self.name, self._profile, self._keys.publics()[-1])
        if (newest.name, newest.profile) != (self.name, self._profile):
            raise StorageUnavailable("签名密钥不是本日志当前的签名密钥，不能写入")
        if newest not in self._known:
            signer = self._keys.signer(newest.key)
            self._known[newest] = NoteSigner(self.name, self._profile, signer)
        return self._known[newest]

    def successor(self, newest: PublicKey) -> NoteSigner:
        """The key after the newest: one that is there already and never signed, or a new one.

        Raises `UsageError` where keys are kept outside and none was made there.
        """
        if self._keys.publics()[-1] == newest.key:
            self._keys.renew()
        found = PublicKey(self.name, self._profile, self._keys.publics()[-1])
        if found == newest:
            raise UsageError("没有新的签名密钥，请先在保管处生成")
        return self.of(found)

    def retire(self, newest: PublicKey) -> int:
        """Destroy every key but the newest; how many there were."""
        return self._keys.retire(newest.key)
