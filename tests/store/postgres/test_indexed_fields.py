from dataclasses import fields

import pytest

from registry.services.deployments import MODEL_ID
from registry.services.listing import ModelFilter, TemplateFilter
from registry.services.records import (
    ADAPTERS,
    DEPLOYMENTS,
    FILESETS,
    GROUPS,
    MODELS,
    PROMPTS,
    TEMPLATES,
    body,
)
from registry.store.postgres.indexed_fields import (
    INDEXED_FIELDS,
    MAX_KEY_LENGTH,
    SEARCHED_FIELDS,
    sort_key,
)
from registry.store.postgres.tables import ENTITIES
from registry.store.records import Compare, Text


def asked_by(kind, filter_type):
    """Every part of the filter that has a value for each of its fields."""
    every = {field.name: ["x"] for field in fields(filter_type)}
    given = {**every, "search": "x", "created_from": None, "created_before": None}
    chosen = filter_type(**{name: given[name] for name in every})
    return chosen.where(None, kind.texts).parts


@pytest.mark.parametrize(
    ("kind", "filter_type"), [(MODELS, ModelFilter), (TEMPLATES, TemplateFilter)]
)
def test_what_lists_filter_and_search_by_has_a_column(kind, filter_type):
    parts = asked_by(kind, filter_type)
    assert {part.field for part in parts if isinstance(part, Compare)} <= set(INDEXED_FIELDS)
    assert [part.fields for part in parts if isinstance(part, Text)] == [
        SEARCHED_FIELDS[kind.table]
    ]


def test_what_entity_lists_search_has_a_column():
    listed = (ADAPTERS, DEPLOYMENTS, FILESETS, GROUPS, PROMPTS)
    assert {kind.table: kind.texts for kind in listed}.items() <= SEARCHED_FIELDS.items()


def test_what_lists_sort_by_has_a_column():
    wanted = {*MODELS.sorts.values(), *TEMPLATES.sorts.values()}
    assert {field for field in wanted if len(field) > 1} <= set(INDEXED_FIELDS)


def test_what_refers_to_another_entity_has_a_column():
    assert MODEL_ID in INDEXED_FIELDS
    assert body("model_group_id") in INDEXED_FIELDS


def test_every_indexed_field_has_its_column():
    assert set(INDEXED_FIELDS.values()) <= set(ENTITIES.c.keys())


@pytest.mark.parametrize(
    "rising",
    [
        [-(10**4299), -1e300, -12.5, -12, -1, -0.5, -5e-324, 0, 5e-324, 0.1, 1, 1.5, 12, 10**40],
        [False, True, -1, 1e9, "", "a", "aa", "b", "é", "🦜", [], {}],
    ],
    ids=["numbers", "types"],
)
def test_keys_rise_as_their_values_do(rising):
    keys = [sort_key(value) for value in rising]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_equal_numbers_have_one_key():
    assert sort_key(1) == sort_key(1.0)
    assert sort_key(0) == sort_key(-0.0)
    assert sort_key(10**22) == sort_key(1e22)
    assert sort_key(True) != sort_key(1)


def test_a_key_is_no_longer_than_an_index_holds():
    assert len(sort_key("🦜" * 5000)) == MAX_KEY_LENGTH
    assert len(sort_key(10**4200 + 1)) <= MAX_KEY_LENGTH
    assert sort_key(None) is None
