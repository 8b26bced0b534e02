"""The settings: from the environment, then from a file, then their defaults.

`docs/settings.md` holds the same table for people; a test compares the two.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from registry.domain.names import Name
from registry.errors import Invalid
from registry.locations import LOCATIONS
from registry.store.address import hide_password
from streamlit_jsonschema_form.problems import Problem

PREFIX: Final = "PATTERNSHOP_"
FILE_VARIABLE: Final = PREFIX + "SETTINGS"
DEFAULT_FILE: Final = LOCATIONS.data / "patternshop.toml"


def _check_store(url: str) -> str:
    if url == "memory://" or re.match(r"tinydb:///+[^/]|postgresql\+psycopg://.", url):
        return url
    raise ValueError(
        "expected tinydb:///data/registry.json (relative to the data folder), "
        "tinydb:////var/lib/registry.json (absolute), postgresql+psycopg://user@host/database "
        "(a server that several machines share) or memory:// (not stored)"
    )


class Settings(BaseSettings):
    """Everything that can be set from outside.

    Make it with `load`, which turns what is wrong into an error for people.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    store: Annotated[
        str,
        AfterValidator(_check_store),
        Field(
            description="Where the registry is stored. `tinydb:///data/registry.json` is relative to "
            "the data folder, `tinydb:////var/lib/registry.json` is absolute, "
            "`postgresql+psycopg://user@host/database` is a server that several machines share, "
            "`memory://` stores nothing.",
        ),
    ] = "tinydb:///data/registry.json"
    workspace: Annotated[
        Name, Field(description="The workspace that opens when a URL names none.")
    ] = "default"
    actor: Annotated[
        str | None,
        Field(
            max_length=255,
            description="Who is recorded as acting; the operating system's user when unset.",
        ),
    ] = None
    actor_header: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9\-]+$",
            description="The request header in which a trusted proxy names the person who acts. "
            "Set it only behind a proxy that overwrites this header.",
        ),
    ] = None
    samples: Annotated[
        bool, Field(description="Load the sample templates into a registry that is new.")
    ] = True
    address: Annotated[
        str,
        Field(
            min_length=1,
            description="The address that `patternshop serve` listens on; `0.0.0.0` is all.",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=1, le=65535, description="The port that `patternshop serve` listens on."),
    ] = 8501
    files: Annotated[
        Path,
        Field(description="The folder of the files of filesets; relative to the data folder."),
    ] = Path("data/files")
    max_file: Annotated[
        int, Field(ge=1, description="The largest file that a fileset takes, in bytes.")
    ] = 100_000_000_000
    tool_call_plugins: Annotated[
        bool,
        Field(
            description="Let models name a parser of tool calls, which runs code in the inference "
            "server. One that a model names already may stay."
        ),
    ] = False
    max_body: Annotated[
        int,
        Field(ge=1024, description="The largest JSON body that REST reads, in bytes."),
    ] = 8_000_000
    body_patience: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="How many seconds a body may take to arrive; the file of a fileset has these, "
            "and then must bring 1,000 bytes a second.",
        ),
    ] = 60
    open_browser: Annotated[
        bool, Field(description="Open a browser when `patternshop serve` is ready.")
    ] = False

    @property
    def place(self) -> str:
        """Where the registry is stored, without a password."""
        return hide_password(self.store)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def _file() -> Path | None:
    """Return the settings file: the one that is named, else the one in the data folder if any."""
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def _check_file(file: Path | None) -> None:
    """Refuse a settings file that cannot be read at all."""
    if file is None:
        return
    try:
        tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"cannot be read ({error.strerror}); correct {FILE_VARIABLE} or the file's rights"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = f"is not TOML: {error}"
    else:
        return
    raise Invalid("The settings", [Problem((), "file", f"{file} {reason}")])


def load(**given: object) -> Settings:
    """Read the settings.

    Args:
        given: values that win over the environment and the file, as from command-line options;
            None stands for not given.

    Raises:
        Invalid: a value is not what its setting takes, the file has an unknown key, or the file
            cannot be read.
    """
    _check_file(_file())
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems = [
            _problem(str(e["loc"][0]), e["type"], e["msg"], e["input"]) for e in error.errors()
        ]
        raise Invalid("The settings", problems) from error


def _problem(name: str, kind: str, message: str, value: object) -> Problem:
    if name not in Settings.model_fields:
        known = ", ".join(Settings.model_fields)
        return Problem((name,), kind, f"there is no setting of this name; there are {known}")
    what = message.removeprefix("Value error, ")
    what = what[:1].lower() + what[1:]
    shown = hide_password(value) if isinstance(value, str) else value
    return Problem((name,), kind, f"{what}, got {shown!r}; it is set by {PREFIX}{name.upper()}")
