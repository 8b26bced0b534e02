"""Changes of models: revisions, restoring, deleting, reviews."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from registry.domain.review import ReviewState
from registry.domain.template import Template
from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.services import Services, build
from registry.store.base import Store
from tests.services.creating import Cast, Pattern, create


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
    assert (newest.revision, newest.actor, newest.action, newest.note) == (
        2,
        "bob",
        "update",
        "Say more",
    )
    assert (oldest.revision, oldest.actor, oldest.action) == (1, "ada", "create")


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
    assert (deleted.revision, deleted.action, deleted.actor) == (None, "delete", "bob")
    assert created.revision == 1
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
