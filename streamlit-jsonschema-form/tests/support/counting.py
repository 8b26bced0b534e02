"""How much work something is, counted and not timed, so that neither machine nor load matters."""

import gc
import sys
from collections.abc import Callable
from types import FrameType


def steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that the work runs in its thread, each as often as it runs.

    The collector rests meanwhile: what it would call hangs on what other tests left behind.
    """
    made = 0

    def note(_frame: FrameType, event: str, _argument: object) -> Callable[..., object]:
        nonlocal made
        made += event == "line"
        return note

    before = sys.gettrace()  # of a tool that measures coverage
    gc.disable()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return made
