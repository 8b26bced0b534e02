from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.deployment import LaunchScaling, LLMEngineScaling
from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import AlreadyExists, InUse, Invalid, NotFound, StaleRevision
from registry.services import Services
from registry.services.deployments import MODEL_ID
from registry.store.records import Compare
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import MASK

Cast = Callable[..., Model]
Pattern = Callable[..., dict[str, Any]]


def deploy(services: Services, model: Model, name: str = "production", **fields: Any) -> Any:
    return services.deployments.create(model.id, {"name": name, **fields}, actor="ada")


def refusal(services: Services, model: Model, **fields: Any) -> tuple[Problem, ...]:
    with pytest.raises(Invalid) as caught:
        deploy(services, model, **fields)
    return caught.value.problems


def test_a_deployment_comes_back_as_it_was_given(services: Services, cast: Cast) -> None:
    model = cast()
    made = deploy(
        services,
        model,
        "Production, EU",
        deployment_metadata={"region": "eu", "n": 10**40},
        vendor_configuration={"max_workers": 4},
    )
    assert services.deployments.get(made.id) == made
    assert made.id.startswith("deployment-")
    assert (made.workspace, made.model_id, made.name) == ("default", model.id, "Production, EU")
    assert made.vendor_configuration == LaunchScaling(max_workers=4)
    assert made.deployment_metadata == {"region": "eu", "n": 10**40}
    assert made.model_creation_parameters is None


def test_the_vendor_tells_which_scaling_it_is(services: Services, cast: Cast) -> None:
    made = deploy(services, cast(), vendor_configuration={"vendor": "LLMENGINE", "num_shards": 2})
    assert made.vendor_configuration == LLMEngineScaling(vendor="LLMENGINE", num_shards=2)
    assert services.deployments.get(made.id) == made


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"vendor": "AWS"}, ("vendor_configuration", "vendor")),
        ({"vendor": None}, ("vendor_configuration", "vendor")),
        ({"min_workers": "many"}, ("vendor_configuration", "min_workers")),
        ({"num_shards": 4}, ("vendor_configuration", "num_shards")),
        ("LAUNCH", ("vendor_configuration",)),
    ],
)
def test_a_wrong_scaling_is_refused_at_its_place(
    services: Services, cast: Cast, given: Any, place: tuple[str, ...]
) -> None:
    (problem,) = refusal(services, cast(), vendor_configuration=given)
    assert problem.path == place


def test_required_parameters_may_come_from_the_model_or_from_the_deployment(
    services: Services, cast: Cast
) -> None:
    bare = cast("bare", model_creation_parameters=None)
    (problem,) = refusal(services, bare)
    assert problem.path == ("model_creation_parameters", "model_id")
    made = deploy(services, bare, model_creation_parameters={"model_id": "a"})
    assert services.deployments.effective(made) == {"model_id": "a"}
    full = deploy(services, cast("full"), model_creation_parameters={"max_len": 8})
    assert services.deployments.effective(full) == {"model_id": "meta/llama", "max_len": 8}
    assert full.model_creation_parameters == {"max_len": 8}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"max_len": 0}, "max_len"),
        ({"model_id": 1}, "model_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_parameters_are_checked_by_the_version_that_the_model_is_pinned_to(
    services: Services, template: Template, pattern: Pattern, cast: Cast, given: Any, place: str
) -> None:
    model = cast()
    loose = pattern(model_creation_parameters_schema=None)
    services.templates.change(template.id, loose, expected=1, actor="ada")
    (problem,) = refusal(services, model, model_creation_parameters=given)
    assert problem.path == ("model_creation_parameters", place)


def test_without_a_template_any_parameters_are_fine(services: Services) -> None:
    model = services.models.create({"name": "own"}, workspace="default", actor="ada")
    given = {"anything": [1]}
    assert (
        deploy(services, model, model_creation_parameters=given).model_creation_parameters == given
    )


def test_a_name_is_taken_once_in_its_model(services: Services, cast: Cast) -> None:
    model, other = cast(), cast("other")
    deploy(services, model)
    deploy(services, other)
    with pytest.raises(AlreadyExists, match="deployment 'production' already exists"):
        deploy(services, model)
    with pytest.raises(NotFound, match="model 'model-gone'"):
        services.deployments.create("model-gone", {"name": "a"}, actor="ada")


def test_a_change_makes_a_revision_unless_nothing_differs(services: Services, cast: Cast) -> None:
    made = deploy(services, cast())
    assert services.deployments.change(made.id, made.to_input(), expected=1, actor="b") == made
    given = {"name": "staging", "model_creation_parameters": {"max_len": 9}}
    changed = services.deployments.change(made.id, given, expected=1, actor="b")
    assert services.deployments.get(made.id) == changed
    assert (changed.name, changed.revision, changed.created_by_user_id) == ("staging", 2, "ada")
    with pytest.raises(StaleRevision):
        services.deployments.change(made.id, given, expected=1, actor="b")
    wrong = {"name": "staging", "model_creation_parameters": {"max_len": 0}}
    with pytest.raises(Invalid, match="/model_creation_parameters/max_len"):
        services.deployments.change(made.id, wrong, expected=2, actor="b")


def test_a_secret_is_masked_where_people_look_and_kept_when_the_mask_comes_back(
    services: Services, cast: Cast
) -> None:
    made = deploy(services, cast(), model_creation_parameters={"token": "hunter2"})
    shown = services.deployments.mask(made)
    assert shown.model_creation_parameters == {"token": MASK}
    given = shown.to_input().model_copy(update={"name": "b"})
    changed = services.deployments.change(made.id, given, expected=1, actor="ada")
    assert changed.model_creation_parameters == {"token": "hunter2"}
    (problem,) = refusal(services, cast("b"), model_creation_parameters={"token": MASK})
    assert problem.keyword == "mask"


def test_a_model_with_deployments_stays_and_names_them(services: Services, cast: Cast) -> None:
    model = cast()
    made = deploy(services, model)
    with pytest.raises(InUse, match="used by deployment production"):
        services.models.delete(model.id, actor="ada")
    services.deployments.delete(made.id, actor="ada")
    services.models.delete(model.id, actor="ada")
    with pytest.raises(NotFound):
        services.deployments.get(made.id)


def test_deployments_are_found_by_model_and_workspace_and_counted(
    services: Services, cast: Cast
) -> None:
    a, b, c = cast("a"), cast("b"), cast("c")
    one, two, three = deploy(services, a, "x"), deploy(services, b, "y"), deploy(services, a, "z")
    of_a = Compare(MODEL_ID, "eq", a.id)
    page = services.deployments.page(None, where=of_a, limit=1, offset=1)
    assert (page.items, page.total) == ((three,), 2)
    assert services.deployments.page("default", limit=9).items == (one, two, three)
    assert services.deployments.page("nowhere", limit=9).items == ()
    assert services.deployments.counts([a.id, c.id]) == {a.id: 2}
    assert services.deployments.counts() == {a.id: 2, b.id: 1}
    found = services.deployments.of_models([a.id])
    assert [record.id for record in found] == [one.id, three.id]
    assert services.deployments.get_of(a.id, one.id) == one
    with pytest.raises(NotFound, match="belongs to another model"):
        services.deployments.get_of(b.id, one.id)
