"""Who keeps the private keys that sign the log: a folder, a device, or the master's own.

``GONGSHI_SIGNING_COMMAND`` (an HSM or KMS), else the files of a home. An operator who gave the
master by the environment wants no key in the home: there the key comes from the master, until a
device is named. Each key is known by its public key.
"""

from __future__ import annotations

import base64
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from gateway.crypto import Profile, Signer
from gateway.custody.device import Device, decoded
from gateway.custody.private_file import create, destroy, open_folder, read
from gateway.errors import StorageUnavailable, UsageError

VARIABLE = "GONGSHI_SIGNING_COMMAND"
_LENGTH = 32
_FILE = re.compile(r"key-([0-9]{4})")
_OUTSIDE = "签名密钥不由网关保管，请在保管处更换或销毁"
_UNKNOWN = "没有本日志当前的签名密钥，不能签发"


class SigningKeys(ABC):
    """The private keys of one log; gives none away. The repr shows nothing."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @abstractmethod
    def publics(self) -> list[bytes]:
        """The public keys, oldest first; raises `StorageUnavailable`."""

    @abstractmethod
    def signer(self, public: bytes) -> Signer:
        """The signer of a public key; raises `StorageUnavailable` if its key is not here."""

    def renew(self) -> None:
        """Make one more key; raises `UsageError` where keys are kept outside."""
        raise UsageError(_OUTSIDE)

    def retire(self, current: bytes) -> int:
        """Destroy all keys but the current one, say how many; raises `UsageError` likewise."""
        raise UsageError(_OUTSIDE)


class OneKey(SigningKeys):
    """The key of one seed."""

    def __init__(self, seed: bytes, algorithms: Profile) -> None:
        self._signer = algorithms.scheme.signer(seed)

    def publics(self) -> list[bytes]:
        """The one there is."""
        return [self._signer.public]

    def signer(self, public: bytes) -> Signer:
        """The one there is."""
        if public != self._signer.public:
            raise StorageUnavailable(_UNKNOWN)
        return self._signer


class SigningFiles(SigningKeys):
    """One file a key in a private folder: ``key-0001``, ``key-0002``. The first is made when used.

    ``before`` signed the logs of older programs and still may, until it hands over.
    """

    def __init__(self, folder: Path, algorithms: Profile, before: SigningKeys) -> None:
        self._folder = folder
        self._scheme = algorithms.scheme
        self._before = before

    def publics(self) -> list[bytes]:
        """By number; the first is made if there is none."""
        if not self._names():
            self._make(1)
        return [self._signer(name).public for name in self._names()]

    def signer(self, public: bytes) -> Signer:
        """From its file, or that of older programs."""
        for signer in map(self._signer, self._names()):
            if signer.public == public:
                return signer
        return self._before.signer(public)

    def renew(self) -> None:
        """One more file."""
        names = self._names()
        self._make(int(_FILE.sub(r"\1", names[-1])) + 1 if names else 1)

    def retire(self, current: bytes) -> int:
        """Overwrite and remove every file but that of the current key, which must be here."""
        held = {name: self._signer(name).public for name in self._names()}
        if current not in held.values():
            raise UsageError(_OUTSIDE)
        old = [name for name, public in held.items() if public != current]
        for name in old:
            destroy(self._folder / name)
        return len(old)

    def _names(self) -> list[str]:
        open_folder(self._folder)
        return sorted(p.name for p in self._folder.iterdir() if _FILE.fullmatch(p.name))

    def _make(self, number: int) -> None:
        create(self._folder / f"key-{number:04d}", secrets.token_bytes(_LENGTH))

    def _signer(self, name: str) -> Signer:
        try:
            seed = read(self._folder / name)
        except OSError:
            raise StorageUnavailable(_UNKNOWN) from None
        if len(seed) != _LENGTH:
            raise StorageUnavailable(f"签名密钥 {name} 已损坏：必须正好是 {_LENGTH} 字节")
        return self._scheme.signer(seed)


class SigningDevice(SigningKeys):
    """Keys that never leave a device. Its command is run in two ways, answers in base64.

    ``COMMAND keys`` gives the public keys, one a line, oldest first; ``COMMAND sign KEY`` signs the
    message on standard input (SM2 with the identity of GM/T 0009). What it signed is checked.
    """

    def __init__(self, command: str, algorithms: Profile) -> None:
        self._device = Device(command, VARIABLE)
        self._scheme = algorithms.scheme

    def publics(self) -> list[bytes]:
        """As the device lists them."""
        found = [decoded(line) for line in self._device.ask(b"", "keys").split()]
        if not found or any(len(key) != self._scheme.public_length for key in found):
            raise StorageUnavailable("签名设备没有列出本日志算法的公钥")
        return found

    def signer(self, public: bytes) -> Signer:
        """A key of the device; whether it is there shows when it signs."""
        return _DeviceSigner(self, public)

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Ask the device; a signature that does not verify is none."""
        name = base64.b64encode(public).decode()
        signature = decoded(self._device.ask(message, "sign", name))
        if not self._scheme.verifies(public, message, signature):
            raise StorageUnavailable("签名设备给出的签名无效，不能签发")
        return signature


class _DeviceSigner(Signer):
    def __init__(self, device: SigningDevice, public: bytes) -> None:
        self._device = device
        self.public = public

    def sign(self, message: bytes) -> bytes:
        """By the device."""
        return self._device.sign(self.public, message)


def signing_of(
    home: Path, environ: Mapping[str, str], algorithms: Profile, derived: bytes, *, files: bool
) -> SigningKeys:
    """The signing keys of a home. ``derived`` is the seed that comes from the master."""
    if VARIABLE in environ:
        return SigningDevice(environ[VARIABLE], algorithms)
    own = OneKey(derived, algorithms)
    return SigningFiles(home / "signing", algorithms, own) if files else own
