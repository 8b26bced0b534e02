"""What a model may ask for, beside what its template says."""

from typing import Any

import pytest

from registry.errors import Invalid
from registry.services import Services, build
from registry.store.base import Store
from tests.spec import SPEC

PLACE = ("spec", "tool_call_config", "tool_call_plugin")


def naming(plugin: str | None) -> dict[str, Any]:
    return {"name": "bot", "spec": {**SPEC, "tool_call_config": {"tool_call_plugin": plugin}}}


def test_a_parser_that_runs_code_is_refused_at_its_field_unless_the_settings_allow_it(
    services: Services, store: Store
) -> None:
    (problem,) = services.models.validate(naming("default/mine"), workspace="default")
    assert (problem.path, "tool_call_plugins in the settings" in problem.message) == (PLACE, True)
    with pytest.raises(Invalid):
        services.models.create(naming("default/mine"), workspace="default", actor="ada")
    allowed = build(store, tool_call_plugins=True).models
    assert allowed.create(naming("default/mine"), workspace="default", actor="ada").revision == 1


def test_a_parser_that_was_allowed_before_may_stay_but_not_become_another(
    services: Services, store: Store
) -> None:
    allowed = build(store, tool_call_plugins=True).models
    made = allowed.create(naming("default/mine"), workspace="default", actor="ada")
    told = {**naming("default/mine"), "description": "told"}
    changed = services.models.change(made.id, told, expected=1, actor="ada")
    assert (changed.tool_call_plugin, changed.description) == ("default/mine", "told")
    problems = services.models.validate(naming("default/other"), workspace="default", id=made.id)
    assert [problem.path for problem in problems] == [PLACE]
