"""The scan with a long reference list in force, beside the scan without one.

The entries are invented names; they are imported, written and mapped as officers' lists are.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from gateway.bench.contenders import Contender, Work, scanning
from gateway.bench.results import Listed

_NAME = "bench"
_FIRST, _LAST = 0x4E00, 0x9FA5
_TRADES = ("贸易", "食品", "建材", "电子科技", "物流", "医药", "环保设备", "文化传播")
_FORMS = ("有限公司", "股份有限公司", "（集团）有限公司", "商行", "厂")
_CITIES = ("广州市", "深圳市", "佛山市", "东莞市", "", "")


def names(count: int, seed: int = 1) -> Iterator[str]:
    """Invented names of customers, each once or nearly so."""
    rng = Random(seed)  # noqa: S311 - no secret
    for _ in range(count):
        own = "".join(chr(rng.randrange(_FIRST, _LAST)) for _ in range(rng.randint(2, 4)))
        yield rng.choice(_CITIES) + own + rng.choice(_TRADES) + rng.choice(_FORMS)


def with_list(count: int, folder: Path) -> tuple[Contender, Listed]:
    """The gateway's scan with a list of so many entries, and what the list costs."""
    from detectors.border import Scanner  # noqa: PLC0415 - loads every table
    from detectors.exact import Entries, ExactList, build  # noqa: PLC0415 - only where a list takes part
    from detectors.keyed import Roller  # noqa: PLC0415 - only where a list takes part
    from detectors.register import Register, Registered  # noqa: PLC0415 - only where a list takes part
    from gateway import mapped  # noqa: PLC0415 - only where a list takes part

    key, start = secrets.token_bytes(32), time.process_time()
    files = mapped.write(folder, build(_NAME, key, names(count)).entries.arrays())
    seconds = time.process_time() - start
    arrays = mapped.read(folder, files)
    size = sum(array.nbytes for array in arrays.values())
    known = ExactList(_NAME, key, Entries(**arrays))
    held = Registered(_NAME, _NAME, "customer", frozenset(), known)
    register = Register(lists=(held,), roller=Roller(key))

    def prepare() -> Work:
        return scanning(Scanner(register=register))

    label = "本网关 检测+名单"
    return Contender("gateway-list", label, prepare), Listed(count, size, seconds)
