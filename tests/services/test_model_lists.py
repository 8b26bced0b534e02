"""Which models a list holds, and in which order."""

from datetime import UTC, datetime
from typing import Any

import pytest

from registry.domain.adapter import FinetuningType
from registry.domain.review import ReviewState
from registry.domain.template import ModelType, Template
from registry.errors import Invalid
from registry.services import Services
from registry.services.listing import ModelFilter
from tests.services.creating import Cast, create


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
