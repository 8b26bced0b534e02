"""Puts into the wheel what a checkout has beside the package."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("app.py", "pages", "data/templates", ".streamlit/config.toml")


class AppFiles(BuildHookInterface):
    """Adds the app's files under `registry/_app`, where `registry/locations.py` looks for them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave an editable install alone: it has the checkout."""
        if version == "standard":
            build_data["force_include"] |= {file: f"registry/_app/{file}" for file in FILES}
