"""``serve``: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli import shown


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听端口")] = 8000,
    home: shown.Home = None,
) -> None:
    """启动 HTTP 服务 · the HTTP service; OpenAPI at /openapi.json."""
    from gateway.home import home_path
    from gateway.web.app import serve as run

    shown.errors.print(f"http://{host}:{port}  OpenAPI: /openapi.json", highlight=False)
    run(home_path(home), host, port)
