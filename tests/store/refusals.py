"""Has the kernel refuse system calls to one thread, as a failing disk would refuse them."""

import ctypes
import errno
import os
import platform
import struct
import threading
from collections.abc import Callable

_NUMBERS = {
    "x86_64": {"fsync": 74, "fdatasync": 75},
    "aarch64": {"fsync": 82, "fdatasync": 83},
}
_SET_SECCOMP, _FILTER, _SET_NO_NEW_PRIVILEGES = 22, 2, 38
_LOAD_NUMBER, _SKIP_UNLESS, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def run_refused(calls: tuple[str, ...], action: Callable[[], None]) -> None:
    """Run something in a thread to which the kernel answers these calls with EIO (seccomp(2))."""

    def run() -> None:
        _refuse(calls)
        action()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def _refuse(calls: tuple[str, ...]) -> None:
    numbers = _NUMBERS[platform.machine()]
    steps = [struct.pack("HBBI", _LOAD_NUMBER, 0, 0, 0)]
    for call in calls:
        steps.append(struct.pack("HBBI", _SKIP_UNLESS, 0, 1, numbers[call]))
        steps.append(struct.pack("HBBI", _RETURN, 0, 0, _REFUSE | errno.EIO))
    steps.append(struct.pack("HBBI", _RETURN, 0, 0, _ALLOW))
    program = _Program(len(steps), b"".join(steps))
    _control(_SET_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), ctypes.c_ulong(0))
    _control(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program))


def _control(option: int, second: object, third: object) -> None:
    nothing = ctypes.c_ulong(0)
    if ctypes.CDLL(None, use_errno=True).prctl(option, second, third, nothing, nothing):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
