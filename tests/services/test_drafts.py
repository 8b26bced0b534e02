from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import NotFound
from registry.services import Services
from registry.store.base import Store

TYPED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
)


def save(services: Services, id: str | None = None, **fields: Any) -> str:
    given = {"workspace": "default", "actor": "ada", "purpose": "new-model", "content": {}}
    return services.drafts.save(id, **{**given, **fields})


@given(content=st.dictionaries(st.text(max_size=3), TYPED, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_every_keystroke_comes_back(services: Services, content: dict[str, Any]) -> None:
    assert services.drafts.load(save(services, content=content)).content == content


def test_what_no_store_could_keep_comes_back_too(services: Services) -> None:
    content = {"half\ud800": ["\0", 10**50], "order": {"b": 1, "a": 2}}
    draft = services.drafts.load(save(services, content=content))
    assert draft.content == content
    assert list(draft.content["order"]) == ["b", "a"]
    assert (draft.actor, draft.workspace, draft.purpose) == ("ada", "default", "new-model")


def test_saving_again_goes_on_with_the_same_draft(services: Services) -> None:
    id = save(services, content={"a": 1})
    assert save(services, id, content={"a": 2}) == id
    draft = services.drafts.load(id)
    assert draft.content == {"a": 2}
    assert draft.updated_at > draft.created_at


def test_saving_the_same_again_writes_nothing(services: Services, store: Store) -> None:
    id = save(services, content={"a": 1})
    save(services, id, content={"a": 1})
    assert (services.drafts.load(id).revision, store.events()) == (1, ())


def test_a_draft_that_was_discarded_meanwhile_is_begun_anew(services: Services) -> None:
    id = save(services, content={"a": 1})
    services.drafts.discard(id, actor="ada")
    services.drafts.discard(id, actor="ada")
    with pytest.raises(NotFound, match="draft"):
        services.drafts.load(id)
    again = save(services, id, content={"a": 2})
    assert again != id
    assert services.drafts.load(again).content == {"a": 2}


def test_drafts_cannot_be_guessed(services: Services) -> None:
    ids = {save(services) for _ in range(50)}
    assert len(ids) == 50
    assert all(len(id) > 20 for id in ids)


def test_people_see_their_own_drafts_the_last_saved_first(services: Services) -> None:
    first = save(services)
    second = save(services, purpose="new-template")
    save(services, actor="bob")
    save(services, first, content={"a": 1})
    drafts = services.drafts.list("default", actor="ada")
    assert [draft.id for draft in drafts] == [first, second]
    only = services.drafts.list("default", actor="ada", purpose="new-template")
    assert [draft.id for draft in only] == [second]
    assert services.drafts.list("other", actor="ada") == ()


def test_drafts_are_no_activity(services: Services) -> None:
    save(services)
    assert services.activity.recent() == ()
