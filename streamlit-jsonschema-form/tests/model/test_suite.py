"""The law of the round trip, on the official test suite of JSON Schema: every schema, every value."""

import pytest

from streamlit_jsonschema_form.model import compile
from support.strategies import has_place, nodes, written
from support.suite import DIALECTS, groups

NEW, OLD = DIALECTS

# Only references inside the document are followed; nothing is ever fetched.
REMOTE = {
    NEW: {
        "dynamicRef": {
            "strict-tree schema, guards against misspelled properties": "tree.json",
            "tests for implementation dynamic anchor and reference link": "extendible-dynamic-ref.json",
            "$ref and $dynamicAnchor are independent of order - $defs first": "extendible-dynamic-ref.json",
            "$ref and $dynamicAnchor are independent of order - $ref first": "extendible-dynamic-ref.json",
            "$ref to $dynamicRef finds detached $dynamicAnchor": "detached-dynamicref.json",
        },
        "refRemote": {
            "remote ref": "integer.json",
            "fragment within remote ref": "subSchemas.json",
            "anchor within remote ref": "locationIndependentIdentifier.json",
            "ref within remote ref": "subSchemas.json",
            "base URI change": "folderInteger.json",
            "base URI change - change folder": "folderInteger.json",
            "base URI change - change folder in subschema": "folderInteger.json",
            "root ref in remote ref": "name-defs.json",
            "remote ref with ref to defs": "ref-and-defs.json",
            "Location-independent identifier in remote ref": "locationIndependentIdentifier.json",
            "retrieved nested refs resolve relative to their URI not $id": "foo-ref-string.json",
            "remote HTTP ref with different $id": "different-id-ref-string.json",
            "remote HTTP ref with different URN $id": "urn-ref-string.json",
            "remote HTTP ref with nested absolute ref": "nested-absolute-ref-to-string.json",
            "$ref to $ref finds detached $anchor": "detached-ref.json",
        },
    },
    OLD: {
        "refRemote": {
            "remote ref": "integer.json",
            "fragment within remote ref": "subSchemas.json",
            "ref within remote ref": "subSchemas.json",
            "base URI change": "folderInteger.json",
            "base URI change - change folder": "folderInteger.json",
            "base URI change - change folder in subschema": "folderInteger.json",
            "root ref in remote ref": "name.json",
            "remote ref with ref to definitions": "ref-and-definitions.json",
            "Location-independent identifier in remote ref": "locationIndependentIdentifier.json",
            "retrieved nested refs resolve relative to their URI not $id": "foo-ref-string.json",
            "$ref to $ref finds location-independent $id": "detached-ref.json",
        },
    },
}
FETCHES = {
    (dialect, file, group): document
    for dialect, files in REMOTE.items()
    for file, documents in files.items()
    for group, document in documents.items()
}
# A `$schema` that names a metaschema of its own is a problem of the schema; it is read as 2020-12.
VOCABULARIES = {
    (
        NEW,
        "vocabulary",
        "schema that uses custom metaschema with with no validation vocabulary",
    ): "metaschema-no-validation.json",
}
ASIDE = FETCHES | VOCABULARIES


@pytest.fixture(scope="module")
def suite():
    """Every group of the suite with its form, compiled once."""
    return [(g, compile(g.schema, dialect=g.dialect, formats=False)) for g in groups()]


def test_the_suite_is_whole(suite):
    counts = dict.fromkeys(DIALECTS, 0)
    for group, _ in suite:
        counts[group.name[0]] += len(group.tests)
    assert counts[NEW] >= 1250
    assert counts[OLD] >= 900


def test_every_value_comes_back_unchanged_and_shows_the_same_tree_again(suite):
    wrong = []
    for group, form in suite:
        for test in group.tests:
            before, state = written(test["data"]), form.load(test["data"])
            tree = _tree(form, state)
            back = written(state.value)
            if back != before or _tree(form, form.load(state.value)) != tree:
                wrong.append((*group.name, test["description"]))
    assert wrong == []


def _tree(form, state):
    drawn = nodes(form.plan(state))
    return [(n.id, n.kind, n.codec.name, n.union and n.union.chosen) for n in drawn]


def test_errors_are_empty_exactly_where_the_suite_says_valid(suite):
    wrong = {}
    for group, form in suite:
        judged = [(not form.errors(test["data"])) is test["valid"] for test in group.tests]
        if not all(judged):
            wrong[group.name] = " ".join(map(str, form.problems))
    assert set(wrong) == set(ASIDE)  # no more, and no row that is not needed
    assert all(ASIDE[name] in problems for name, problems in wrong.items())


def test_every_error_has_a_place(suite):
    lost = []
    for group, form in suite:
        for test in group.tests:
            state = form.load(test["data"])
            problems = form.errors(test["data"])
            lost += [(group.name, p) for p in problems if not has_place(form, state, p.path)]
    assert lost == []
