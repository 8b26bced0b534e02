import re
from pathlib import Path

import pytest

from registry.errors import Invalid
from registry.locations import LOCATIONS
from registry.settings import PREFIX, Settings, load

TABLE = LOCATIONS.code / "docs" / "settings.md"


@pytest.fixture
def settings_file(tmp_path, monkeypatch) -> Path:
    """The settings file that is read, empty until the test writes to it."""
    file = tmp_path / "shop.toml"
    file.touch()
    monkeypatch.setenv("PATTERNSHOP_SETTINGS", str(file))
    monkeypatch.delenv("PATTERNSHOP_STORE")
    return file


def problems(**given) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        load(**given)
    return {"/".join(map(str, p.path)): p.message for p in caught.value.problems}


def test_without_any_setting_the_defaults_hold(settings_file):
    settings = load()
    assert settings.store == "tinydb:///data/registry.json"
    assert (settings.workspace, settings.actor, settings.samples) == ("default", None, True)
    assert (settings.address, settings.port) == ("127.0.0.1", 8501)


def test_the_file_wins_over_defaults_the_environment_over_the_file_and_arguments_over_all(
    settings_file, monkeypatch
):
    settings_file.write_text('workspace = "filed"\nactor = "filed"\nport = 8600\n')
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "environed")
    monkeypatch.setenv("PATTERNSHOP_PORT", "8700")
    settings = load(port=8800, address=None)
    assert settings.workspace == "filed"
    assert settings.actor == "environed"
    assert settings.port == 8800
    assert settings.address == "127.0.0.1"


def test_an_empty_variable_counts_as_unset(settings_file, monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "")
    assert load().actor is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("port", "abc", "valid integer"),
        ("port", "65536", "less than or equal to 65535"),
        ("samples", "perhaps", "valid boolean"),
        ("workspace", "a b", "match pattern"),
        ("store", "mysql://host/x", "tinydb:///data/registry.json"),
        ("store", "tinydb:///", "expected"),
        ("actor_header", "X User: ", "match pattern"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected_and_its_variable(
    monkeypatch, name, value, expected
):
    monkeypatch.setenv(PREFIX + name.upper(), value)
    message = problems()[name]
    assert expected in message
    assert repr(value) in message
    assert PREFIX + name.upper() in message


def test_every_wrong_value_is_named_at_once(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_PORT", "abc")
    monkeypatch.setenv("PATTERNSHOP_SAMPLES", "perhaps")
    assert set(problems()) == {"port", "samples"}


def test_an_unknown_key_in_the_file_is_refused_with_the_known_ones(settings_file):
    settings_file.write_text('stoer = "tinydb:///x.json"\n')
    message = problems()["stoer"]
    assert "store" in message
    assert "actor_header" in message


def test_a_file_that_is_not_toml_is_refused_by_name(settings_file):
    settings_file.write_text("store = \n")
    assert str(settings_file) in problems()[""]


@pytest.mark.parametrize("content", [b"\xff\xfe", b'actor = "\xe9"'])
def test_a_file_that_is_not_text_is_refused_by_name(settings_file, content):
    settings_file.write_bytes(content)
    assert str(settings_file) in problems()[""]


def test_a_named_file_that_is_missing_is_refused(settings_file):
    settings_file.unlink()
    message = problems()[""]
    assert str(settings_file) in message
    assert "PATTERNSHOP_SETTINGS" in message


def documented() -> dict[str, tuple[str, str, str]]:
    rows = re.findall(
        r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (.+) \|$", TABLE.read_text("utf-8"), re.MULTILINE
    )
    return {name: (variable, default, meaning) for name, variable, default, meaning in rows}


def shown(default: object) -> str:
    if default is None:
        return "unset"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_the_documented_table_is_the_class_no_row_more_no_row_less():
    assert documented() == {
        name: (PREFIX + name.upper(), shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
