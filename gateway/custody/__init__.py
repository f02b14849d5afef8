"""Who keeps the key-encryption keys. Which custody is used is said by the environment alone.

``GONGSHI_KEK_COMMAND`` (an HSM or KMS), else ``GONGSHI_KEKS``, else the files of a home.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gateway.crypto import Profile
from gateway.custody import command, held
from gateway.custody.command import Command
from gateway.custody.held import Files, Held
from gateway.custody.interface import Custody, Wrapped

__all__ = ["Command", "Custody", "Files", "Held", "Wrapped", "custody_of"]


def custody_of(
    home: Path, environ: Mapping[str, str], algorithms: Profile, seal: bytes | None
) -> Custody:
    """The custody of a home. ``seal`` is what a master from the environment stands in with.

    An operator who gave the master by the environment wants no key in the home.
    """
    if command.VARIABLE in environ:
        return Command(environ[command.VARIABLE])
    if held.VARIABLE in environ:
        return held.from_environment(environ[held.VARIABLE], algorithms)
    if seal is not None:
        return Held({"master": seal}, algorithms)
    return Files(home / "sealing", algorithms)
