"""The text of a PDF, read by a process of its own that may be stopped.

A PDF may be made so that reading it never ends or fills the memory. So the file goes to a child on
its standard input, and the child has limits of time and memory; nothing of it is written anywhere.
``python -m gateway.formats.pdf_text`` is that child.
"""

from __future__ import annotations

import io
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from gateway.errors import UnreadableFile

_SECONDS = 60
_MEMORY = 2 << 30
_MOST_BYTES = 100 << 20
_MOST_PAGES = 3000
#: Of the environment, which may hold keys, the child gets this much.
_PASSED = ("PATH", "PYTHONPATH")
_UNREADABLE = "PDF 读不出文字：可能是扫描件、已加密、已损坏或过于复杂；请另存为纯文本后重试"


def read(path: Path, limit: int, seconds: float = _SECONDS) -> str:
    """The text, page after page, up to ``limit`` characters; raises `UnreadableFile`."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableFile("PDF 文件过大，请拆分后分别登记")
        with path.open("rb") as file:
            done = subprocess.run(  # noqa: S603 - this program, without a shell
                [sys.executable, "-m", __name__, str(limit)],
                stdin=file,
                capture_output=True,
                check=False,
                timeout=seconds,
                env={name: os.environ[name] for name in _PASSED if name in os.environ},
            )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(_UNREADABLE) from None
    except OSError:
        raise UnreadableFile("文件打不开；请检查路径和读取权限后重试") from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode or not text.strip():
        raise UnreadableFile(_UNREADABLE)
    if len(text) > limit:
        raise UnreadableFile(f"文件超过 {limit} 字，请拆分后分别登记")
    return text


def _pages(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - only the child needs it

    reader = PdfReader(io.BytesIO(content))
    if len(reader.pages) > _MOST_PAGES:
        raise ValueError("too many pages")
    for page in reader.pages:
        yield page.extract_text()


def _main(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # the reader's remarks may hold text
    size = 0
    try:
        for page in _pages(sys.stdin.buffer.read(_MOST_BYTES)):
            size += len(page) + 1
            sys.stdout.buffer.write(page.encode("utf-8", "replace") + b"\n")
            if size > limit:
                break
    except Exception:  # noqa: BLE001 - whatever a broken file raises; its words may hold text
        sys.exit(1)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
