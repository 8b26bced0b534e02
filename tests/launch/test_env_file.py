from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.launch.formats import render_env_file

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def read_as_docker(text):
    """Read a file as Docker's `--env-file` does (docker/cli, opts/file.go)."""
    found = {}
    for line in text.split("\n"):
        assert len(line.encode()) < 65_536
        line = line.removesuffix("\r").lstrip()
        if line and not line.startswith("#"):
            name, given, value = line.partition("=")
            assert given
            assert name
            assert not set(name) & set(" \t\n\v\f\r\x85\xa0")
            found[name] = value
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), TEXTS | st.sampled_from(["a\r", "# x", " y ", "'q'"]))
)
def test_docker_reads_every_value_or_is_told_why_not(launch, given_values):
    rendered = render_env_file(launch({}, given_values, bundle={"command": []}))
    expected = {k: v for k, v in given_values.items() if "\n" not in v and "\r" not in v}
    assert read_as_docker(rendered.text) == expected
    assert len(rendered.notes) == len(given_values) - len(expected)


def test_secrets_stay_out(launch):
    rendered = render_env_file(launch({"token": {"writeOnly": True}}, {"token": "t0p"}))
    assert "t0p" not in rendered.text
    assert "# token=" in rendered.text
    assert read_as_docker(rendered.text) == {}


def test_what_is_too_long_for_a_line_is_said(launch):
    rendered = render_env_file(launch({}, {"a": "x" * 70_000, "b": "y"}))
    assert read_as_docker(rendered.text) == {"b": "y"}
    assert any("longer than a line" in note for note in rendered.notes)


def test_the_missing_arguments_are_mentioned(launch):
    rendered = render_env_file(launch({"x": {"x-ui": {"arg": "--x"}}}, {"x": 1}))
    assert "4 words of the command line" in rendered.notes[0]
