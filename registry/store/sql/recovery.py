"""What is tried again, and for how long: a database that restarts is away for a second or two."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from registry.store.sql.tables import TURN
from registry.store.sql.trouble import is_passing

PATIENCE_S: Final = 4.0
_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 0.5

T = TypeVar("T")


def persist(work: Callable[[], T]) -> T:
    """Return what `work` returns, and do it again while it fails for what goes by.

    It must be safe to repeat. Raises SQLAlchemyError, the last one, after `PATIENCE_S`.
    """
    end = time.monotonic() + PATIENCE_S
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return work()
        except SQLAlchemyError as error:
            if not is_passing(error) or time.monotonic() >= end:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def take_turn(engine: Engine) -> tuple[Connection, int]:
    """Begin a transaction that is the only one to write until it ends.

    Returns:
        Its connection, and the last event's sequence, which nobody else can raise meanwhile.
    """
    with ExitStack() as opened:
        connection = opened.enter_context(engine.connect())
        turn = select(TURN.c.sequence).with_for_update()
        sequence = int(connection.execute(turn).scalar_one())
        opened.pop_all()
    return connection, sequence
