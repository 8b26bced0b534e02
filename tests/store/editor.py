"""A plain TinyDB editor: opens the file for each save, once a second. Started by the tests.

    editor.py PATH SECONDS

It counts its edits in all models but those that it did not find, and prints each number it saved.
"""

import os
import sys
import time

from tinydb import TinyDB


def save(path: str, number: int) -> None:
    def count(document: dict) -> None:
        document["body"]["edits"] = number

    with TinyDB(path) as db:
        db.table("models").update(count, lambda document: document["id"].startswith("m"))


def main(path: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        save(path, number)
        os.write(1, f"{number}\n".encode())
        time.sleep(1)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
