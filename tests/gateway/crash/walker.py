"""Runs the real main job in processes that die. Reads one JSON order a line, answers one a line.

The program is loaded once; each run is a fork of it: it opens the database, screens a file into
piles and writes every receipt it was given to a file as soon as it has it. An order says where it
dies: at a step (before or after the n-th call), from outside after some milliseconds, or not at
all; how far its clock is set back; how large its files may grow. Several orders run at once.
"""

import functools
import importlib
import json
import os
import resource
import signal
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from gateway import home as house
from gateway.errors import GatewayError
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.screen import screen
from gateway.storage.database import Database

DAY = date(2026, 11, 20)
CHANNEL = "department-portal"
REFUSED = 3
JOURNEY = house.journey(DAY)


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def _armed(function, when, nth):
    left = nth

    @functools.wraps(function)
    def call(*args, **kwargs):
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            _die()
        result = function(*args, **kwargs)
        if left == 0:
            _die()
        return result

    return call


def _arm(place, when, nth):
    if place == "commit":
        event.listen(Engine, "commit", _armed(lambda _connection: None, when, nth))
        return
    module, _, name = place.partition(":")
    owner, _, name = name.rpartition(".")
    target = importlib.import_module(module)
    target = getattr(target, owner) if owner else target
    setattr(target, name, _armed(getattr(target, name), when, nth))


def _acknowledging(gateway, path):
    """Each answer is written down the moment the gateway has given it."""
    settle, file = Gateway.settle, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(self, groups, owner):
        answers = settle(self, groups, owner)
        for (given,) in answers:
            os.write(file, json.dumps(given.line()).encode() + b"\n")
        return answers

    Gateway.settle = heard
    return gateway


def _run(order):
    if order.get("at"):
        _arm(*order["at"])
    if order.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    back = timedelta(seconds=order.get("back", 0))

    def clock() -> datetime:
        return house.now() - back

    keys, database = Keys.open(Path(order["home"])), Database.open(order["url"])
    ledger = Ledger(database, clock, keys.signer())
    gateway = _acknowledging(Gateway(JOURNEY, database, ledger, keys, clock), order["heard"])
    intake = Intake(keys, DAY)
    screen([Path(order["file"])], intake, gateway, CHANNEL, "local:crash", Path(order["out"]))


def _forked(order):
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        _run(order)
    except (GatewayError, OSError):
        os._exit(REFUSED)
    except BaseException as error:  # noqa: BLE001 - a fork must not go on as its parent
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def main():
    for line in sys.stdin:
        orders = json.loads(line)
        children = {_forked(order): order for order in orders}
        for child, order in children.items():
            if order.get("after_ms"):
                time.sleep(order["after_ms"] / 1000)
                os.kill(child, signal.SIGKILL)
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(json.dumps(ends) + "\n")
        sys.stdout.flush()


main()
