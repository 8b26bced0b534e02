import pytest

from registry.launch.formats import RENDERERS


@pytest.mark.parametrize("name", RENDERERS)
def test_every_format_writes_a_whole_text(launch, name):
    renderer = RENDERERS[name]
    properties = {"secret": {"writeOnly": True}, "x": {"x-ui": {"arg": "--x"}}, "y": {}}
    rendering = renderer.render(launch(properties, {"secret": "t0p", "x": [1], "y": None}))
    assert rendering.text.endswith("\n")
    assert "t0p" not in rendering.text
    assert rendering.notes
    assert renderer.title
    assert "." in renderer.filename
    assert renderer.language in {"bash", "yaml"}


@pytest.mark.parametrize("name", RENDERERS)
def test_a_launch_with_nothing_to_say_stays_short(launch, name):
    endpoint = {"cpus": 0, "gpus": 0}
    rendering = RENDERERS[name].render(launch({}, {}, bundle={"command": []}, endpoint=endpoint))
    assert rendering.notes == ()
    assert "entrypoint" not in rendering.text
    assert "gpu" not in rendering.text
    assert "cpu" not in rendering.text
