import json
from io import BytesIO

import pytest

from registry.errors import Invalid
from registry.services import build
from registry.services.documents import (
    read_json_lines,
)
from registry.services.export import Export, read_document
from registry.services.import_ import Import
from registry.services.records import DRAFTS_TABLE, KINDS, NOUNS
from registry.store.memory import MemoryStore
from registry.store.records import Query
from streamlit_jsonschema_form.validation import MASK
from tests.services.taking import exported, taken


def test_what_was_exported_is_created_elsewhere_with_ids_and_versions(
    services, store, other, full, template
):
    lines = exported(services, store)
    assert taken(other, lines) == [
        "create workspace research/research",
        "create template default/vllm",
        "update template default/vllm",
        *[f"create model default/{name}" for name in names_in(store)],
    ]
    for kind in ("workspaces", "templates", "models"):
        ours, theirs = (s.page(kind, Query()).records for s in (store, other))
        assert [(r.id, json.dumps(r.body), r.created_at) for r in theirs] == [
            (r.id, json.dumps(r.body), r.created_at) for r in ours
        ]
    copy = build(other)
    assert copy.models.find("default", "older").model_template_version == 1
    assert copy.templates.get(template.id, revision=1).description is None
    event = other.events(limit=1)[0]
    assert (event.actor, event.action, event.note) == ("eve", "import", "a file")


def test_thousands_are_taken_in_by_one_append_each_thousand(
    services, store, other, full, monkeypatch
):
    monkeypatch.setattr("registry.services.import_._LONGEST_S", 60)
    taken(other, exported(services, store))
    before = len(list(other.commits()))
    told = taken(other, "\n".join(copies_of(services, store, 2001)))
    assert len(told) == 2001
    assert [len(commit.changes) for commit in other.commits()][before:] == [1000, 1000, 1]


def test_an_import_gives_others_their_turn(services, store, other, full, monkeypatch):
    monkeypatch.setattr("registry.services.import_._LONGEST_S", 0)
    told = taken(other, exported(services, store))
    assert [len(commit.changes) for commit in other.commits()] == [1] * len(told)


def test_a_template_may_come_between_models_that_want_it(services, store, other, full):
    lines = exported(services, store).splitlines()
    models = copies_of(services, store, 2)
    told = taken(other, "\n".join([models[0], *lines[:3], models[1]]))
    assert [result.split()[0] for result in told] == [
        "rejected", "create", "create", "update", "create",
    ]  # fmt: skip


def copies_of(services, store, count):
    """Return lines of an import that are as many models, all like the one that was exported first."""
    lines = map(json.loads, exported(services, store).splitlines())
    first = next(document for document in lines if document["kind"] == "model")
    return [
        json.dumps({**first, "id": f"model-copy{n}", "name": f"copy-{n}"}) for n in range(count)
    ]


def names_in(store):
    models = store.page("models", Query()).records
    return [record.name for record in sorted(models, key=lambda record: record.id)]


def test_the_same_again_changes_nothing(services, store, other, full):
    lines = exported(services, store)
    taken(other, lines)
    before = other.events(limit=1)
    assert {result.split()[0] for result in taken(other, lines)} == {"unchanged"}
    assert {result.split()[0] for result in taken(store, lines)} == {"unchanged"}
    assert other.events(limit=1) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(services, store, other, full):
    lines = exported(services, store)
    told = taken(other, lines, dry=True)
    assert other.events() == ()
    assert told == taken(other, lines)


def test_a_document_that_comes_twice_is_taken_once(services, store, other, full):
    lines = exported(services, store)
    twice = "".join(f"{line}\n{line}\n" for line in lines.splitlines())
    told = taken(other, twice, dry=True)
    assert [result.split()[0] for result in told] == [
        *("create", "unchanged") * 2,
        *("update", "unchanged"),
        *("create", "unchanged") * 2,
    ]
    assert told == taken(other, twice)


def test_a_change_since_is_taken_over(services, store, other, full):
    taken(other, exported(services, store))
    changed = services.models.get(full.id).to_input().to_json() | {"description": "better"}
    services.models.change(full.id, changed, expected=1, actor="ada")
    assert "update model default/older" in taken(other, exported(services, store))
    assert build(other).models.get(full.id).description == "better"


def test_what_was_changed_here_is_a_conflict_unless_it_is_overwritten(services, store, other, full):
    lines = exported(services, store)
    taken(other, lines)
    copy = build(other)
    changed = copy.models.get(full.id).to_input().to_json() | {"description": "mine"}
    copy.models.change(full.id, changed, expected=1, actor="bob")
    told = [result for result in taken(other, lines) if "older" in result]
    assert len(told) == 1
    assert ", model default/older: it was changed here at " in told[0]
    assert told[0].startswith("conflict line ")
    assert copy.models.get(full.id).description == "mine"
    assert "update model default/older" in taken(other, lines, overwrite=True)
    assert copy.models.get(full.id).description is None


def test_a_name_that_another_one_has_is_a_conflict(services, store, other, full, pattern):
    mine = build(other).templates.create(pattern(), workspace="default", actor="bob")
    told = taken(other, exported(services, store))
    assert told[1] == (
        f"conflict line 2, template default/vllm: another entity has this name here ({mine.id})"
    )
    assert told[2].startswith("conflict line 3, template default/vllm")
    assert [result.split(":")[0] for result in told[3:]] == [
        f"rejected line {4 + place}, model default/{name}"
        for place, name in enumerate(names_in(store))
    ]
    assert "there is no template" in told[3]


def test_a_version_that_is_another_here_is_a_conflict(services, store, other, full, template):
    lines = exported(services, store).splitlines()
    other_text = lines[2].replace("now with a description", "something else")
    taken(other, "\n".join([*lines[:2], other_text]))
    assert taken(other, lines[2]) == [
        "conflict line 1, template default/vllm: its version 2 differs here"
    ]
    alone = MemoryStore()
    assert "its version 1 is neither here nor earlier in the import" in taken(alone, lines[2])[0]


def test_secrets_stay_behind_and_those_that_are_there_are_kept(services, store, other, cast):
    parameters = {"model_id": "m", "token": "hush"}
    endpoint = {"url": "https://example.org", "model_id": "m", "api_key": "hush"}
    cast("secretive", model_creation_parameters=parameters, api_endpoint=endpoint)
    safe, whole = exported(services, store), exported(services, store, secrets=True)
    assert "hush" not in safe
    assert whole.count("hush") == 2
    assert MASK in safe
    refused = taken(other, safe)
    assert refused[-1].startswith(
        "rejected line 2, model default/secretive: its secrets were left out"
    )
    assert taken(other, whole)[-1] == "create model default/secretive"
    assert taken(other, safe)[-1] == "unchanged model default/secretive"
    document = json.loads(safe.splitlines()[-1])
    document["body"]["api_endpoint"]["url"] = "https://example.com/"
    assert taken(other, json.dumps(document)) == ["update model default/secretive"]
    kept = other.find("models", "default", "secretive").body
    assert kept["model_creation_parameters"] == parameters
    assert kept["api_endpoint"]["api_key"] == "hush"
    assert kept["api_endpoint"]["url"] == "https://example.com/"


def test_one_workspace_can_be_exported_alone(services, store, full, pattern):
    services.templates.create(pattern("mine"), workspace="research", actor="ada")
    lines = exported(services, store, workspace="research").splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["research", "mine"]


def test_a_line_that_is_no_entity_is_refused_with_its_place(other):
    document = {"kind": "model", "id": "", "workspace": 1, "revision": True, "body": []}
    told = taken(other, '\n\n{"a": NaN}\n[]\n' + json.dumps(document) + "\n{")
    assert [result.split(":")[0] for result in told] == [f"rejected line {n}" for n in (3, 4, 5, 6)]
    assert told[3] == "rejected line 6: column 2: expecting property name enclosed in double quotes"
    for place in ("/id", "/workspace", "/name", "/revision", "/created_at", "/body"):
        assert place in told[2]


def test_what_breaks_a_rule_is_refused_and_the_rest_is_taken(services, store, other, full):
    lines = exported(services, store).splitlines()
    wrong = [line.replace('"model_id": "meta/llama"', '"model_id": ""') for line in lines[3:4]]
    told = taken(other, "\n".join([*lines[:3], *wrong, *lines[4:]]))
    assert [result.split()[0] for result in told] == [
        "create", "create", "update", "rejected", "create",
    ]  # fmt: skip
    assert "/model_creation_parameters/model_id" in told[3]


def test_what_was_changed_here_can_be_overwritten_one_by_one(services, store, other, full):
    lines = exported(services, store)
    taken(other, lines)
    copy = build(other)
    for model in copy.models.list("default").items:
        changed = model.to_input().to_json() | {"description": "mine"}
        copy.models.change(model.id, changed, expected=1, actor="bob")
    results = list(
        Import(other, actor="eve", dry=True).run(read_json_lines(BytesIO(lines.encode())))
    )
    assert [v.what for v in results if v.choosable] == [
        f"model default/{name}" for name in names_in(store)
    ]
    told = taken(other, lines, overwrite={"model default/older"})
    assert "update model default/older" in told
    assert [result.startswith("conflict") for result in told].count(True) == 1
    assert copy.models.find("default", "newer").description == "mine"


def test_one_kind_can_be_exported_alone(services, store, full):
    lines = exported(services, store, kinds=["model", "workspace"]).splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {"model", "workspace"}
    assert Export(services, store, kinds=["model"]).total() == 2
    with pytest.raises(Invalid, match=r"expected workspace, template, .*, got poem"):
        Export(services, store, kinds=["poem"])


def test_an_interrupted_import_is_finished_by_the_next(services, store, other, full):
    lines = exported(services, store).splitlines()
    taken(other, "\n".join(lines[:3]))
    told = taken(other, "\n".join(lines))
    assert [result.split()[0] for result in told] == ["unchanged"] * 3 + ["create"] * 2


def test_what_cannot_be_read_is_left_out_of_an_export(services, store, full):
    record = store.get("models", full.id)
    with store.transaction("eve") as tx:
        tx.delete("models", full.id)
        tx.insert(type(record)(**{**fields_of(record), "body": {"spec": 7}, "revision": 1}))
    export = Export(services, store)
    assert "older" not in "".join(map(str, export.entities()))
    assert len(export.left_out) == 1


def fields_of(record):
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def test_a_document_is_read_as_the_record_that_it_describes(services, store, full):
    for versions in Export(services, store, secrets=True).entities():
        last = read_document(versions[-1], "here")
        assert last == store.get(last.kind, last.id)


def test_every_kind_but_drafts_is_exported():
    assert {kind.table for kind in KINDS} == set(NOUNS) - {DRAFTS_TABLE}
