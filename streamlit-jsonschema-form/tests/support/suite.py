"""The official test suite of JSON Schema; run as a script, fetches it beside the environment.

It comes with the source of `jsonschema`, of the very version and hash that the requirements name.
"""

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12

FOLDER = Path(sys.prefix) / "suite"
REQUIREMENTS = Path(__file__).parents[3] / "requirements" / "dev.txt"
DIALECTS = {"draft2020-12": DRAFT_2020_12, "draft7": DRAFT_7}
_PLACE = re.compile(r"^[^/]+/json/((?:tests|remotes)/(?!.*\.\.).+\.json)$")


@dataclass(frozen=True)
class Group:
    """One schema of the suite.

    Attributes:
        name: the folder of its draft, its file and its description.
        dialect: the metaschema of that draft.
        schema: as the suite has it.
        tests: each with `description`, `data` and `valid`.
    """

    name: tuple[str, str, str]
    dialect: str
    schema: Any
    tests: list[dict[str, Any]]


def groups() -> Iterator[Group]:
    """Yield every required group of both drafts, read anew."""
    for folder, dialect in DIALECTS.items():
        files = sorted((FOLDER / "tests" / folder).glob("*.json"))
        if not files:
            raise FileNotFoundError(f"{FOLDER} holds no tests of {folder}; run `make .venv/.suite`")
        for file in files:
            for group in json.loads(file.read_text("utf-8")):
                name = (folder, file.stem, group["description"])
                yield Group(name, dialect, group["schema"], group["tests"])


def fetch() -> None:
    """Fetch the source of `jsonschema` and unpack the suite from it."""
    with tempfile.TemporaryDirectory() as name, tarfile.open(_download(Path(name))) as archive:
        shutil.rmtree(FOLDER, ignore_errors=True)
        for member in archive.getmembers():
            place = _PLACE.search(member.name)
            content = archive.extractfile(member) if place else None
            if place and content:
                target = FOLDER / place[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def _download(folder: Path) -> Path:
    """Download it by its hash; pip asks it for its metadata, with the pinned tools that are here."""
    pinned = re.search(r"^jsonschema==.*(\n +--hash=.*)+", REQUIREMENTS.read_text("utf-8"), re.M)
    if pinned is None:
        sys.exit(f"{REQUIREMENTS} does not name jsonschema")
    wanted = folder / "requirements.txt"
    wanted.write_text(pinned[0], "utf-8")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    options = ["--no-deps", "--no-binary=jsonschema", "--no-build-isolation", "--require-hashes"]
    paths = [f"--requirement={wanted}", f"--dest={folder}"]
    subprocess.run([*command, *options, *paths], check=True)
    (source,) = folder.glob("jsonschema-*.tar.gz")
    return source


if __name__ == "__main__":
    fetch()
