"""Runs programs that arrive as a JSON list, each by itself, and answers with what each printed."""

import contextlib
import io
import json
import sys


def run(program: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "<copied>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


if __name__ == "__main__":
    answers = [run(program) for program in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)
