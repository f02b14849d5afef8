"""The command line `gongshi` (公示): read, call the gateway, show. No command decides anything.

Exit codes: 0 done; 1 something was found or refused; 2 wrong usage; 3 a pack does not compile;
4 a pack's examples fail. Modules of the gateway are imported inside the commands, so that
``--help`` does not load the detectors.
"""

from __future__ import annotations

import traceback

import typer

from gateway.cli import (
    accounts,
    bench,
    catalogue,
    consent,
    evaluate,
    explain,
    feed,
    ledger,
    life,
    objection,
    policy,
    register,
    repair,
    report,
    retention,
    review,
    screening,
    service,
    webhook,
    witness,
)
from gateway.cli.shown import fail
from gateway.errors import GatewayError
from policies.fault import PackFault, PolicyError

app = typer.Typer(
    name="gongshi",
    help="双公示发布前隐私保护网关 · privacy-preserving publication gateway",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with locals would print originals
)
screening.register(app)
service.register(app)
bench.register(app)
evaluate.register(app)
explain.register(app)
life.register(app)
feed.register(app)
report.register(app)
app.add_typer(policy.app, name="policy")
app.add_typer(review.app, name="review")
app.add_typer(consent.app, name="consent")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(objection.app, name="objection")
app.add_typer(repair.app, name="repair")
app.add_typer(webhook.app, name="webhook")
app.add_typer(register.app, name="register")
app.add_typer(ledger.app, name="ledger")
app.add_typer(witness.app, name="witness")
app.add_typer(retention.app, name="retention")
app.add_typer(retention.holds, name="hold")
app.add_typer(retention.register, name="access")
app.add_typer(accounts.users, name="user")
app.add_typer(accounts.keys, name="key")


#: What typer makes of Ctrl-C.
_INTERRUPTED = 130


def main() -> None:
    """Run a command; errors become one sentence and an exit code, never a traceback."""
    try:
        app()
    except GatewayError as error:
        fail(error.message, error.exit_code)
    except PackFault as fault:
        fail(str(fault), 3)
    except PolicyError as error:
        fail(str(error), 2)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            fail("已中断；已记入日志的结果不受影响，重新运行即可继续", 1)
        raise
    except Exception as error:  # noqa: BLE001  # its text and frames may hold values
        fail(f"内部错误（{type(error).__name__}，{_place(error)}），请把这一行告诉维护人员", 1)


def _place(error: BaseException) -> str:
    """Where it happened: module and line, never the text of the error or of a variable."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    lines = [line for _, line in traceback.walk_tb(error.__traceback__)]
    return f"{frames[-1].f_globals.get('__name__')}:{lines[-1]}" if frames else "?"
