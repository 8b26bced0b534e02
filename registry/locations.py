"""Where the app's files are, and where it keeps its own."""

from pathlib import Path
from typing import Final, NamedTuple

from platformdirs import user_data_path


class Locations(NamedTuple):
    """Two folders, the same one in a checkout.

    Attributes:
        code: has `app.py`, `pages`, the sample templates and `.streamlit/config.toml`.
        data: relative paths in settings start here, and `patternshop.toml` is looked for here.
    """

    code: Path
    data: Path


def locate(package: Path) -> Locations:
    """Return the folders for a copy of the package.

    A wheel carries the files beside the package in `_app`, and what is installed is not a place to
    write to: data go to the platform's folder for users' data, such as `~/.local/share/patternshop`.

    Args:
        package: the folder of the package `registry`.
    """
    carried = package / "_app"
    if carried.is_dir():
        return Locations(carried, user_data_path("patternshop", appauthor=False))
    return Locations(package.parent, package.parent)


LOCATIONS: Final = locate(Path(__file__).resolve().parent)
