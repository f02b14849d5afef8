"""Request bodies: JSON in UTF-8 of a limited size, without repeated keys and without NaN."""

from __future__ import annotations

import json
import math
from typing import Any

from fastapi import Request

from gateway.web.desk import desk_of
from gateway.web.problems import Malformed, TooLarge, WrongMediaType

_JSON = "application/json"


class JsonRequest(Request):
    """A request whose body is read once, up to the limit, and only as strict JSON."""

    @property
    def limit(self) -> int:
        """The largest body in bytes."""
        return desk_of(self).limit

    async def body(self) -> bytes:
        """The body; raises `TooLarge` before more than the limit is held."""
        if not hasattr(self, "_body"):
            limit, chunks, size = self.limit, [], self._announced()
            if size > limit:
                raise _too_large(limit)
            size = 0
            async for chunk in self.stream():
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                chunks.append(chunk)
            self._body = b"".join(chunks)
        return self._body

    async def json(self) -> object:
        """The parsed body; raises `WrongMediaType` or `Malformed`."""
        if not hasattr(self, "_json"):
            self._refuse_other_types()
            self._json = parsed(await self.body())
        return self._json

    def _announced(self) -> int:
        length = self.headers.get("Content-Length", "")
        return int(length[:20]) if length.isascii() and length.isdigit() else 0

    def _refuse_other_types(self) -> None:
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != _JSON or "Content-Encoding" in self.headers:
            raise WrongMediaType("请求体须为 application/json，不压缩")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"请求体不得超过 {limit} 字节")


def parsed(body: bytes) -> object:
    """Strict JSON; raises `Malformed`, which says nothing of the content."""
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_finite,
            parse_constant=_finite,
        )
    except (ValueError, RecursionError):
        raise Malformed("请求体不是 UTF-8 编码的 JSON，或其中有重复的键") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two readers of a repeated key may see different records; so nobody reads it.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number
