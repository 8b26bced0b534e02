"""Reads a registry, tries to change it, and tells what came of both: started by the tests.

reader.py PATH              as whoever starts it
reader.py PATH as-nobody    as a user who may only read the folder, if root starts it
"""

import os
import sys
from pathlib import Path

from registry.errors import StoreUnavailable
from registry.store.json_file import JsonFileStore
from registry.store.records import Query


def become_nobody(folder: Path) -> None:
    for place in (folder, *folder.iterdir()):
        place.chmod(0o555 if place.is_dir() else 0o444)
    for above in folder.parents[:4]:
        above.chmod(above.stat().st_mode | 0o555)
    if os.geteuid() == 0:  # root may write everywhere
        os.setgid(65534)
        os.setuid(65534)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    if "as-nobody" in sys.argv:
        become_nobody(path.parent)
    store = JsonFileStore(path)
    found = store.page("models", Query()).records
    sys.stdout.write(f"{[record.id for record in found]} {len(store.events())}\n")
    try:
        with store.transaction("ana") as tx:
            tx.delete("models", "x")
    except StoreUnavailable as error:
        sys.stdout.write(str(error))
    store.close()
