import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest

from registry.domain.adapter import FinetuningType
from registry.domain.model import Model, ModelInput
from registry.domain.review import ReviewState
from registry.domain.template import ModelType, Template
from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.schema.masking import MASK
from registry.services import Services, build
from registry.services.listing import ModelFilter
from registry.store.base import Store

Cast = Callable[..., Model]
Pattern = Callable[..., dict[str, Any]]


def create(services: Services, name: str = "plain", **fields: Any) -> Model:
    return services.models.create({"name": name, **fields}, workspace="default", actor="ada")


def refusal(services: Services, **fields: Any) -> list[tuple[str | int, ...]]:
    with pytest.raises(Invalid) as caught:
        create(services, **fields)
    return [problem.path for problem in caught.value.problems]


def test_a_model_comes_back_as_it_was_given(services: Services) -> None:
    given = ModelInput(
        name="plain",
        display_name="A plain one",
        custom_fields={"b": [1, 1.0, 10**40], "a": None},
        model_creation_parameters={"anything": {"z": 1, "a": 2}},
        base_model="meta/llama",
    )
    made = services.models.create(given, workspace="default", actor="ada")
    kept = services.models.get(made.id)
    assert kept == made == services.models.find("default", "plain")
    assert made.id.startswith("model-")
    assert (made.revision, made.created_by_user_id, made.updated_by) == (1, "ada", "ada")
    assert made.created_at == made.updated_at
    for field in ("custom_fields", "model_creation_parameters"):
        assert json.dumps(getattr(kept, field)) == json.dumps(getattr(given, field))


def test_a_model_is_pinned_to_the_newest_version_of_its_template(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="ada")
    assert cast().model_template_version == 2
    assert cast("old", model_template_version=1).model_template_version == 1


def test_the_model_type_is_the_one_given_else_the_templates_else_generic(
    services: Services, cast: Cast
) -> None:
    assert cast().model_type is ModelType.CHAT_COMPLETION
    assert cast("b", model_type="AGENT").model_type is ModelType.AGENT
    assert create(services).model_type is ModelType.GENERIC


PARAMETERS = [
    ({}, [("model_id",)]),
    ({"model_id": ""}, [("model_id",)]),
    ({"model_id": 1, "max_len": 0}, [("max_len",), ("model_id",)]),
    ({"model_id": "a", "colour": "red"}, [("colour",)]),
]


@pytest.mark.parametrize(("parameters", "places"), PARAMETERS)
def test_parameters_that_break_the_schema_are_refused_each_at_its_place(
    services: Services,
    template: Template,
    parameters: dict[str, Any],
    places: list[tuple[str, ...]],
) -> None:
    found = refusal(services, model_template_id=template.id, model_creation_parameters=parameters)
    assert sorted(found) == [("model_creation_parameters", *place) for place in places]
    assert services.models.list(None).total == 0


def test_parameters_are_checked_against_the_version_that_is_asked_for(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    newer = {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]}
    given = pattern(model_creation_parameters_schema=newer)
    services.templates.change(template.id, given, expected=1, actor="ada")
    cast("old", model_template_version=1, model_creation_parameters={"model_id": "a"})
    cast("new", model_creation_parameters={"size": 3})
    with pytest.raises(Invalid, match="/model_creation_parameters/size"):
        cast("newer", model_creation_parameters={"model_id": "a"})


def test_parameters_may_be_left_out_whole(services: Services, cast: Cast) -> None:
    assert cast(model_creation_parameters=None).model_creation_parameters is None


def test_defaults_are_not_slipped_into_parameters(cast: Cast) -> None:
    assert cast().model_creation_parameters == {"model_id": "meta/llama"}


def test_a_parameter_list_is_obeyed_too(services: Services, pattern: Pattern) -> None:
    entry = {"name": "layers", "type": "int", "description": "", "required": True}
    given = pattern("list", model_creation_parameters_schema={"parameters": [entry]})
    template = services.templates.create(given, workspace="default", actor="ada")
    wrong = {"layers": 1.5, "other": 1}
    found = refusal(services, model_template_id=template.id, model_creation_parameters=wrong)
    assert sorted(path[1] for path in found) == ["layers", "other"]
    create(services, model_template_id=template.id, model_creation_parameters={"layers": 2})


@pytest.mark.parametrize("with_template", [True, False])
def test_any_object_is_fine_without_a_schema(
    services: Services, pattern: Pattern, with_template: bool
) -> None:
    fields: dict[str, Any] = {}
    if with_template:
        given = pattern("bare", model_creation_parameters_schema=None)
        bare = services.templates.create(given, workspace="default", actor="ada")
        fields["model_template_id"] = bare.id
    anything = {"a": [None, {"b": 1.0}]}
    made = create(services, model_creation_parameters=anything, **fields)
    assert made.model_creation_parameters == anything


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"model_template_id": "template-gone"}, "model_template_id"),
        ({"model_template_version": 1}, "model_template_version"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_at_its_field(
    services: Services, fields: dict[str, Any], place: str
) -> None:
    assert refusal(services, **fields) == [(place,)]


@pytest.mark.parametrize("version", [0, 2, -1])
def test_an_unknown_template_version_is_refused_at_its_field(
    services: Services, template: Template, version: int
) -> None:
    fields = {"model_template_id": template.id, "model_template_version": version}
    assert refusal(services, **fields) == [("model_template_version",)]


def test_an_unknown_workspace_is_refused(services: Services) -> None:
    with pytest.raises(NotFound, match="workspace 'nowhere'"):
        services.models.create({"name": "a"}, workspace="nowhere", actor="ada")


@pytest.mark.parametrize(
    ("place", "field"),
    [({"workspace": "a b"}, "workspace"), ({"actor": "a\0"}, "created_by_user_id")],
)
def test_a_wrong_workspace_or_actor_is_refused_as_a_field_is(
    services: Services, place: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        services.models.create({"name": "a"}, **{"workspace": "default", "actor": "ada", **place})
    assert (field,) in [problem.path for problem in caught.value.problems]


def test_of_two_threads_wanting_one_name_exactly_one_gets_it(services: Services) -> None:
    start = Barrier(8)

    def attempt(index: int) -> str:
        start.wait()
        try:
            return create(services, "wanted", description=str(index)).id
        except AlreadyExists:
            return ""

    with ThreadPoolExecutor(8) as pool:
        ids = [id for id in pool.map(attempt, range(8)) if id]
    assert [services.models.find("default", "wanted").id] == ids


def test_a_change_makes_a_revision_and_the_old_one_stays(services: Services, cast: Cast) -> None:
    made = cast()
    given = {**made.to_input().to_json(), "description": "Better"}
    changed = services.models.change(made.id, given, expected=1, actor="bob", note="Say more")
    assert (changed.revision, changed.description, changed.updated_by) == (2, "Better", "bob")
    assert (changed.created_at, changed.created_by_user_id) == (made.created_at, "ada")
    assert changed.updated_at > made.updated_at
    assert services.models.get(made.id) == changed
    assert services.models.get(made.id, 1).to_input() == made.to_input()
    newest, oldest = services.models.history(made.id)
    assert (newest.number, newest.actor, newest.action, newest.note) == (
        2,
        "bob",
        "update",
        "Say more",
    )
    assert (oldest.number, oldest.actor, oldest.action) == (1, "ada", "create")


def test_a_change_of_nothing_makes_no_revision(services: Services, cast: Cast) -> None:
    made = cast()
    same = services.models.change(made.id, made.to_input(), expected=1, actor="bob")
    assert same == made
    assert len(services.models.history(made.id)) == 1


def test_writing_a_number_another_way_is_a_change(services: Services) -> None:
    made = create(services, custom_fields={"a": 1})
    given = {"name": "plain", "custom_fields": {"a": 1.0}}
    assert services.models.change(made.id, given, expected=1, actor="ada").revision == 2


def test_a_stale_change_is_refused_and_both_sides_can_be_shown(
    services: Services, cast: Cast
) -> None:
    made = cast()
    mine = made.to_input().model_copy(update={"description": "mine"})
    theirs = made.to_input().model_copy(update={"description": "theirs"})
    services.models.change(made.id, theirs, expected=1, actor="bob")
    with pytest.raises(StaleRevision) as caught:
        services.models.change(made.id, mine, expected=1, actor="ada")
    error = caught.value
    assert (error.kind, error.reference) == ("model", "default/llama")
    assert services.models.get(made.id, error.expected).description is None
    assert services.models.get(made.id, error.current).description == "theirs"


def test_of_two_changes_at_once_exactly_one_is_made(services: Services, cast: Cast) -> None:
    made = cast()
    start = Barrier(4)

    def attempt(index: int) -> int:
        given = made.to_input().model_copy(update={"description": str(index)})
        start.wait()
        try:
            return services.models.change(made.id, given, expected=1, actor=str(index)).revision
        except StaleRevision:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [0, 0, 0, 2]


def test_a_change_is_checked_as_a_creation_is(services: Services, cast: Cast) -> None:
    made = cast()
    given = made.to_input().model_copy(update={"model_creation_parameters": {"max_len": 0}})
    with pytest.raises(Invalid) as caught:
        services.models.change(made.id, given, expected=1, actor="ada")
    assert {problem.path[1] for problem in caught.value.problems} == {"model_id", "max_len"}


def test_a_model_can_be_renamed_but_not_to_a_taken_name(services: Services, cast: Cast) -> None:
    made, other = cast(), cast("other")
    given = made.to_input()
    with pytest.raises(AlreadyExists):
        services.models.change(
            made.id, given.model_copy(update={"name": other.name}), expected=1, actor="ada"
        )
    services.models.change(
        made.id, given.model_copy(update={"name": "renamed"}), expected=1, actor="ada"
    )
    assert services.models.find("default", "renamed").id == made.id
    with pytest.raises(NotFound):
        services.models.find("default", "llama")


def test_a_change_without_a_version_keeps_the_models_own(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    made = cast()
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="ada")
    given = {**made.to_input().to_json(), "model_template_version": None, "description": "x"}
    assert services.models.change(made.id, given, expected=1, actor="a").model_template_version == 1


def test_a_change_to_another_template_takes_its_newest_version(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    made = cast()
    other = services.templates.create(pattern("other"), workspace="default", actor="ada")
    services.templates.change(other.id, pattern("other", description="b"), expected=1, actor="ada")
    moved = {"model_template_id": other.id, "model_template_version": None}
    given = made.to_input().model_copy(update=moved)
    changed = services.models.change(made.id, given, expected=1, actor="ada")
    assert (changed.model_template_id, changed.model_template_version) == (other.id, 2)


def test_a_stale_change_is_refused_even_if_nothing_differs(services: Services, cast: Cast) -> None:
    made = cast()
    given = made.to_input().model_copy(update={"description": "b"})
    services.models.change(made.id, given, expected=1, actor="ada")
    with pytest.raises(StaleRevision):
        services.models.change(made.id, given, expected=1, actor="bob")


def test_a_template_that_goes_away_meanwhile_takes_no_model(
    services: Services, template: Template, store: Store
) -> None:
    def delete_first(prefix: str) -> str:
        services.templates.delete(template.id, actor="bob")
        return f"{prefix}-1"

    slow = build(store, new_id=delete_first)
    with pytest.raises(NotFound, match="template"):
        create(slow, model_template_id=template.id)
    assert services.models.list(None).total == 0


def test_an_old_revision_can_be_restored_as_a_new_one(services: Services, cast: Cast) -> None:
    made = cast()
    given = made.to_input().model_copy(update={"description": "b", "name": "b"})
    services.models.change(made.id, given, expected=1, actor="bob")
    restored = services.models.restore(made.id, 1, expected=2, actor="eve")
    assert (restored.revision, restored.name, restored.updated_by) == (3, "llama", "eve")
    assert restored.to_input() == made.to_input()
    newest = services.models.history(made.id)[0]
    assert (newest.action, newest.note) == ("restore", "revision 1")


def test_a_deleted_model_is_gone_and_its_history_stays(services: Services, cast: Cast) -> None:
    made = cast()
    with pytest.raises(StaleRevision):
        services.models.delete(made.id, actor="bob", expected=2)
    services.models.delete(made.id, actor="bob", expected=1)
    with pytest.raises(NotFound):
        services.models.get(made.id)
    deleted, created = services.models.history(made.id)
    assert (deleted.number, deleted.action, deleted.actor) == (None, "delete", "bob")
    assert created.number == 1
    assert cast().id != made.id


def test_an_unknown_model_has_no_history(services: Services) -> None:
    with pytest.raises(NotFound, match="model"):
        services.models.history("model-none")


def test_a_review_says_who_and_when_and_a_change_begins_it_anew(
    services: Services, cast: Cast
) -> None:
    made = cast()
    assert made.review.state is ReviewState.PENDING
    reviewed = services.models.review(
        made.id, ReviewState.APPROVED, "Looks good", expected=1, actor="rev"
    )
    review = services.models.get(made.id).review
    assert reviewed.revision == 2
    assert (review.state, review.by, review.note) == ("approved", "rev", "Looks good")
    assert review.at == reviewed.updated_at
    with pytest.raises(StaleRevision):
        services.models.review(made.id, ReviewState.PENDING, expected=1, actor="rev")
    same = services.models.change(made.id, reviewed.to_input(), expected=2, actor="ada")
    assert same.review.state is ReviewState.APPROVED
    given = made.to_input().model_copy(update={"description": "b"})
    changed = services.models.change(made.id, given, expected=2, actor="ada")
    assert changed.review.state is ReviewState.PENDING


def test_a_review_note_that_is_too_long_is_refused(services: Services, cast: Cast) -> None:
    with pytest.raises(Invalid, match="/note: expected at most 1000"):
        services.models.review(cast().id, ReviewState.APPROVED, "x" * 1001, expected=1, actor="rev")


def test_a_dry_run_says_what_create_would_refuse(
    services: Services, template: Template, cast: Cast
) -> None:
    def places(id: str | None = None, **fields: Any) -> list[tuple[str | int, ...]]:
        given = {"name": "llama", "model_template_id": template.id, **fields}
        problems = services.models.validate(given, workspace="default", id=id)
        return [problem.path for problem in problems]

    assert places() == []
    made = cast()
    assert places() == [("name",)]
    assert places(made.id) == []
    assert places(name="a b") == [("name",)]
    assert places(model_creation_parameters={}) == [("model_creation_parameters", "model_id")]
    assert services.models.list(None).total == 1


def test_differences_of_two_revisions_are_told_by_place(services: Services, cast: Cast) -> None:
    made = cast(description="a")
    given = made.to_input().model_copy(
        update={
            "description": "b",
            "model_creation_parameters": {"model_id": "x", "max_len": 5},
            "custom_fields": {"team": "search"},
        }
    )
    services.models.change(made.id, given, expected=1, actor="ada")
    changes = {change.path: change for change in services.models.diff(made.id, 1, 2)}
    assert {path: change.kind for path, change in changes.items()} == {
        ("description",): "changed",
        ("model_creation_parameters", "model_id"): "changed",
        ("model_creation_parameters", "max_len"): "added",
        ("custom_fields", "team"): "added",
    }
    described = changes[("description",)]
    assert (described.before, described.after) == ("a", "b")


SECRET = "hunter2"


def with_secrets(cast: Cast, **fields: Any) -> Model:
    return cast(
        model_creation_parameters={"model_id": "m", "token": SECRET},
        api_endpoint={"url": "http://h/", "api_key": SECRET},
        **fields,
    )


def test_secrets_are_masked_for_people_and_kept_in_the_store(
    services: Services, cast: Cast
) -> None:
    made = with_secrets(cast)
    masked = services.models.mask(made)
    assert SECRET not in masked.model_dump_json()
    assert masked.model_creation_parameters == {"model_id": "m", "token": MASK}
    assert masked.api_endpoint is not None
    assert (masked.api_endpoint.url, masked.api_endpoint.api_key) == ("http://h/", MASK)
    assert SECRET in services.models.get(made.id).model_dump_json()


def test_a_model_without_secrets_is_masked_to_itself(services: Services, cast: Cast) -> None:
    made = cast(api_endpoint={"url": "http://h/"})
    assert services.models.mask(made) == made
    plain = create(services, model_creation_parameters={"token": "seen"})
    assert services.models.mask(plain) == plain


def test_where_no_schema_can_tell_every_parameter_is_a_secret(
    services: Services, store: Store, template: Template, cast: Cast
) -> None:
    made = with_secrets(cast)
    with store.transaction("hand") as change:
        change.delete("templates", template.id)
    masked = services.models.mask(made)
    assert masked.model_creation_parameters == {"model_id": MASK, "token": MASK}


def test_a_masked_secret_that_comes_back_keeps_what_is_stored(
    services: Services, cast: Cast
) -> None:
    made = with_secrets(cast)
    shown = services.models.mask(made).to_input().model_copy(update={"description": "b"})
    changed = services.models.change(made.id, shown, expected=1, actor="ada")
    assert changed.model_creation_parameters == made.model_creation_parameters
    assert changed.api_endpoint == made.api_endpoint


def test_a_mask_is_never_kept_in_the_place_of_a_secret(services: Services, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast(
            model_creation_parameters={"model_id": MASK, "token": MASK},
            api_endpoint={"api_key": MASK},
        )
    places = [problem.path for problem in refused.value.problems]
    assert places == [("model_creation_parameters", "token"), ("api_endpoint", "api_key")]
    made = cast(model_creation_parameters={"model_id": "m"})
    given = made.to_input().model_copy(
        update={"model_creation_parameters": {"model_id": "m", "token": MASK}}
    )
    (problem,) = services.models.validate(given, workspace="default", id=made.id)
    assert problem.path == ("model_creation_parameters", "token")


def test_another_secret_is_a_change_that_shows_neither(services: Services, cast: Cast) -> None:
    made = with_secrets(cast)
    parameters = {"model_id": "m", "token": "hunter3"}
    given = made.to_input().model_copy(update={"model_creation_parameters": parameters})
    services.models.change(made.id, given, expected=1, actor="ada")
    (change,) = services.models.diff(made.id, 1, 2)
    assert change.path == ("model_creation_parameters", "token")
    assert (change.before, change.after) == (MASK, MASK)


def named(services: Services, where: ModelFilter | None = None, **page: Any) -> list[str]:
    return [model.name for model in services.models.list("default", where, **page).items]


@pytest.fixture
def several(services: Services, cast: Cast) -> Services:
    cast("chat", description="Talks a lot", project="search/ranking")
    create(services, "embed", model_type="EMBEDDING", base_model="intfloat/e5")
    made = create(
        services, "tuned", finetuning_type="lora", base_model="meta/llama", display_name="Fine one"
    )
    services.models.review(made.id, ReviewState.APPROVED, expected=1, actor="rev")
    return services


FILTERS = [
    (ModelFilter(), ["chat", "embed", "tuned"]),
    (ModelFilter(search="LOT talks"), ["chat"]),
    (ModelFilter(search="fine"), ["tuned"]),
    (ModelFilter(search="llama"), ["tuned"]),
    (ModelFilter(search="ranking"), ["chat"]),
    (ModelFilter(search="  "), ["chat", "embed", "tuned"]),
    (ModelFilter(search="chat embed"), []),
    (ModelFilter(model_types=[ModelType.EMBEDDING, ModelType.GENERIC]), ["embed", "tuned"]),
    (ModelFilter(base_models=["intfloat/e5"]), ["embed"]),
    (ModelFilter(finetuning_types=[FinetuningType.LORA]), ["tuned"]),
    (ModelFilter(reviews=[ReviewState.APPROVED]), ["tuned"]),
    (ModelFilter(reviews=[ReviewState.PENDING]), ["chat", "embed"]),
    (ModelFilter(templates=["template-other"]), []),
    (ModelFilter(created_from=datetime(2027, 1, 1, tzinfo=UTC)), []),
    (ModelFilter(created_before=datetime(2026, 1, 2, tzinfo=UTC)), ["chat", "embed", "tuned"]),
]


@pytest.mark.parametrize(("where", "names"), FILTERS)
def test_models_are_filtered(several: Services, where: ModelFilter, names: list[str]) -> None:
    assert named(several, where, sort="name") == names


def test_models_of_a_template_are_found(several: Services, template: Template) -> None:
    assert named(several, ModelFilter(templates=[template.id])) == ["chat"]


def test_models_created_in_a_range_are_found(several: Services) -> None:
    embed = several.models.find("default", "embed").created_at
    tuned = several.models.find("default", "tuned").created_at
    assert named(several, ModelFilter(created_from=embed, created_before=tuned)) == ["embed"]


def test_the_last_changed_model_comes_first(several: Services) -> None:
    assert named(several) == ["tuned", "embed", "chat"]


def test_models_come_in_pages_that_do_not_overlap(services: Services) -> None:
    for index in range(25):
        create(services, f"m{index:02}")
    names: list[str] = []
    after: str | None = None
    while True:
        page = services.models.list("default", sort="-name", limit=10, after=after)
        assert page.total == 25
        names += [model.name for model in page.items]
        after = page.next
        if after is None:
            break
    assert names == [f"m{index:02}" for index in reversed(range(25))]
    assert named(services, sort="name", limit=3, offset=20) == ["m20", "m21", "m22"]


@pytest.mark.parametrize("sort", ["display_name", "-model_type", "base_model", "project", "review"])
def test_models_can_be_sorted_by_what_the_table_shows(several: Services, sort: str) -> None:
    assert sorted(named(several, sort=sort)) == ["chat", "embed", "tuned"]


def test_an_unknown_order_is_refused(services: Services) -> None:
    with pytest.raises(Invalid, match="expected one of name"):
        services.models.list(None, sort="colour")


def test_a_given_name_holds_until_the_model_is_called_otherwise(services: Services) -> None:
    made = services.models.create(
        {"name": "My-Model"}, workspace="default", actor="ada", given_name="My Model"
    )
    given = made.to_input()
    assert services.models.get(made.id).given_name == "My Model"
    changed = services.models.change(
        made.id, given.model_copy(update={"description": "b"}), expected=1, actor="ada"
    )
    assert changed.given_name == "My Model"
    renamed = given.model_copy(update={"name": "other"})
    changed = services.models.change(made.id, renamed, expected=2, actor="ada")
    assert changed.given_name is None
    changed = services.models.change(
        made.id, given, expected=3, actor="ada", given_name="My  Model"
    )
    assert changed.given_name == "My  Model"
    restored = services.models.restore(made.id, 1, expected=4, actor="ada")
    assert (restored.name, restored.given_name) == ("My-Model", "My Model")
