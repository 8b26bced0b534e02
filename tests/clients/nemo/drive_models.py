"""Drives `nemo-platform`, both of its clients, through every method of models and adapters."""

import asyncio
import inspect
import os
from itertools import count

import httpx
import nemo_platform
import pytest
from nemo_platform import AsyncNeMoPlatform, NeMoPlatform

URL = os.environ["SERVED_AT"]
_numbers = count()

SPEC = {
    "checkpoint_model_name": "LlamaForCausalLM",
    "family": "llama",
    "num_layers": 2,
    "hidden_size": 64,
    "num_attention_heads": 4,
    "num_kv_heads": 2,
    "ffn_hidden_size": 128,
    "vocab_size": 1000,
    "tied_embeddings": False,
    "gated_mlp": True,
    "base_num_parameters": 202048,
    "precision": "bfloat16",
    "context_size": 4096,
    "num_virtual_tokens": 7,
    "is_chat": True,
    "is_embedding_model": True,
    "moe_config": {"num_experts": 8, "num_experts_per_tok": 2, "num_expert_layers": 2},
    "mamba_config": {"is_hybrid": True, "num_mamba_layers": 1},
    "sliding_window_config": {"window_size": 512},
    "linear_layers": [{"name": "lm_head", "in_features": 64, "out_features": 1000}],
    "chat_template": "{{ messages }}",
    "tool_call_config": {"tool_call_parser": "hermes", "auto_tool_choice": True},
}

EVERYTHING = {
    "description": "Answers.",
    "finetuning_type": "lora_merged",
    "base_model": "meta/llama",
    "backend_format": "ANTHROPIC_MESSAGES",
    "custom_fields": {"a": None, "b": [1.5, {"c": "d"}]},
    "ownership": {"team": "x"},
    "model_providers": ["default/nim"],
    "trust_remote_code": True,
    "spec": SPEC,
    "api_endpoint": {"url": "http://h/", "model_id": "m", "api_key": "k", "format": "nim"},
    "prompt": {
        "system_prompt": "s",
        "icl_few_shot_examples": "e",
        "system_prompt_template": "t",
        "inference_params": {"temperature": 0.5, "max_tokens": 5, "top_p": 0.9, "own": 1},
    },
}


RESOURCES = ("models", "models.adapters", "adapters")
GENERAL = {"extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key"}

called: dict[tuple[str, str], set[str]] = {}
"""The fields that each method was given, by each of the two clients."""


class Noted:
    """A client or a resource of it; what is called is noted, and waited for if need be."""

    def __init__(self, target, kind, run, path=""):
        self._target, self._kind, self._run, self._path = target, kind, run, path

    def __getattr__(self, name):
        member, path = getattr(self._target, name), f"{self._path}.{name}".lstrip(".")
        if not inspect.isroutine(member):
            return Noted(member, self._kind, self._run, path)

        def call(*args, **kwargs):
            called.setdefault((self._kind, path), set()).update(kwargs)
            given = member(*args, **kwargs)
            return self._run(given) if inspect.isawaitable(given) else given

        return call


@pytest.fixture(params=["sync", "async"])
def client(request):
    if request.param == "sync":
        with NeMoPlatform(base_url=URL, workspace="default") as made:
            yield Noted(made, "sync", None)
    else:
        made = AsyncNeMoPlatform(base_url=URL, workspace="default")
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            yield Noted(made, "async", loop.run_until_complete)
            loop.run_until_complete(made.close())


@pytest.fixture
def name():
    return f"m{os.getpid()}-{next(_numbers)}"


@pytest.fixture
def fileset(client, name):
    made = client.files.upload_content(
        content=b"{}", remote_path="config.json", fileset=f"fs-{name}", fileset_auto_create=True
    )
    return f"default/{made.name}"


def within(told, given):
    """Tell whether everything that was given is told, whatever else is."""
    if isinstance(given, dict):
        return all(key in told and within(told[key], each) for key, each in given.items())
    if isinstance(given, list):
        return len(told) == len(given) and all(map(within, told, given))
    return told == given


def test_a_client_with_a_token_asks_how_to_sign_in():
    with NeMoPlatform(base_url=URL, workspace="default", access_token="t") as made:
        assert made.models.list().data is not None


def test_every_field_of_a_model(client, name, fileset):
    made = client.models.create(name=name, project="search", fileset=fileset, **EVERYTHING)
    told = made.model_dump()
    assert within(told, {"name": name, "project": "search", "fileset": fileset, **EVERYTHING})
    assert made.id.startswith("model-")
    assert made.created_at == made.updated_at
    again = client.models.retrieve(name, verbose=True)
    assert again.model_dump() == told
    assert client.models.retrieve(name).spec.linear_layers is None
    page = {"page": 1, "page_size": 2, "sort": "-name", "verbose": True}
    (listed,) = client.models.list(filter={"name": name}, **page).data
    assert listed.spec.linear_layers == again.spec.linear_layers


def test_every_field_of_a_change(client, name, fileset):
    client.models.create(name=name)
    changed = client.models.update(name, verbose=True, fileset=fileset, **EVERYTHING)
    assert within(changed.model_dump(), {"fileset": fileset, **EVERYTHING})
    assert changed.updated_at > changed.created_at
    assert client.models.update(name, backend_format=None).backend_format is None
    assert client.models.update(name).description == "Answers."


def test_a_deleted_model_is_gone(client, name):
    client.models.create(name=name)
    client.models.delete(name)
    with pytest.raises(nemo_platform.NotFoundError):
        client.models.retrieve(name)
    with pytest.raises(nemo_platform.NotFoundError):
        client.models.delete(name)


def test_the_address_of_a_model_is_made_of_what_is_told(client, name):
    made = client.models.create(name=name)
    assert client.models.get_model_entity_route_openai_url(made).startswith(URL)


def test_a_name_that_is_taken_is_a_conflict_in_one_request(name):
    sent = []
    transport = httpx.Client(event_hooks={"request": [sent.append]})
    with NeMoPlatform(base_url=URL, workspace="default", http_client=transport) as client:
        client.models.create(name=name)
        sent.clear()
        with pytest.raises(nemo_platform.ConflictError) as caught:
            client.models.create(name=name)
        assert "already exists" in caught.value.body["detail"]
        assert len(sent) == 1
        assert client.models.create(name=name, exist_ok=True).name == name


def test_a_model_that_exists_is_taken_where_that_is_fine(client, name):
    made = client.models.create(name=name)
    assert client.models.create(name=name, exist_ok=True).id == made.id


def test_mistakes_are_told_by_their_class(client, name):
    with pytest.raises(nemo_platform.NotFoundError) as missing:
        client.models.retrieve(name)
    assert missing.value.body["detail"].endswith("not found")
    with pytest.raises(nemo_platform.UnprocessableEntityError) as wrong:
        client.models.create(name="bad name")
    assert wrong.value.body["detail"][0]["loc"] == ["body", "name"]
    with pytest.raises(nemo_platform.UnprocessableEntityError):
        client.models.create(name=name, workspace="nowhere")
    with pytest.raises(nemo_platform.BadRequestError):
        client.models.create(name=name, fileset="nothing")
    plugin = {**SPEC, "tool_call_config": {"tool_call_plugin": "default/parser"}}
    with pytest.raises(nemo_platform.PermissionDeniedError):
        client.models.create(name=name, spec=plugin)
    with pytest.raises(nemo_platform.BadRequestError):
        client.models.list(filter={"bogus": "x"})


@pytest.fixture
def model(client, name):
    return client.models.create(name=name)


ADAPTER = {
    "description": "d",
    "enabled": False,
    "lora_config": {"rank": 8, "alpha": 16},
    "finetuning_type": "lora",
}


def test_adapters_of_a_model(client, model, fileset):
    made = client.models.adapters.create(
        model.name, name=f"a-{model.name}", fileset=fileset, **ADAPTER
    )
    assert within(made.model_dump(), {**ADAPTER, "fileset": fileset})
    assert made.model == f"default/{model.name}"
    changed = client.models.adapters.update(
        made.name, model_name=model.name, enabled=True, description="e", fileset=fileset
    )
    assert (changed.enabled, changed.description) == (True, "e")
    told = client.models.retrieve(model.name).adapters
    assert [each.model_dump() for each in told] == [changed.model_dump()]
    client.models.adapters.delete(made.name, model_name=model.name)
    assert client.models.retrieve(model.name).adapters == []


def test_adapters_by_themselves(client, model, fileset):
    name = f"b-{model.name}"
    made = client.adapters.create(name=name, model=model.name, fileset=fileset, **ADAPTER)
    assert client.adapters.retrieve(name).model_dump() == made.model_dump()
    changed = client.adapters.patch(name, enabled=True, description="e", fileset=fileset)
    assert (changed.enabled, changed.description) == (True, "e")
    listed = client.adapters.list(filter={"name": name}, page=1, page_size=2, sort="-name")
    assert [each.model_dump() for each in listed.data] == [changed.model_dump()]
    with pytest.raises(nemo_platform.ConflictError):
        client.adapters.create(name=name, model=model.name, fileset=fileset, **ADAPTER)
    client.adapters.delete(name)
    with pytest.raises(nemo_platform.NotFoundError):
        client.adapters.retrieve(name)


def test_an_adapter_in_another_workspace(client, model, fileset):
    other = f"w-{model.name}"
    client.workspaces.create(name=other, description="Elsewhere.")
    made = client.adapters.create(
        workspace=other, name="far", model=f"default/{model.name}", fileset=fileset, **ADAPTER
    )
    assert (made.workspace, made.model) == (other, f"default/{model.name}")
    assert [each.name for each in client.models.retrieve(model.name).adapters] == ["far"]


def test_workspaces(client, name):
    made = client.workspaces.create(name=name, description="d")
    assert client.workspaces.retrieve(name).model_dump() == made.model_dump()
    assert "default" in {each.name for each in client.workspaces.list().data}
    client.workspaces.delete(name)
    with pytest.raises(nemo_platform.NotFoundError):
        client.workspaces.retrieve(name)


def test_files(client, fileset):
    name = fileset.partition("/")[2]
    told = client.files.filesets.retrieve(name)
    assert (told.name, told.storage.type) == (name, "local")
    client.files.upload_content(content=b"\0" * 3_000_000, remote_path="w/a.bin", fileset=name)
    content = client.files.download_content(remote_path="w/a.bin", fileset=name)
    assert content == b"\0" * 3_000_000
    assert {each.path for each in client.files.list(fileset=name).data} == {
        "config.json",
        "w/a.bin",
    }
    changed = client.files.filesets.update(name, purpose="model", description="weights")
    assert (changed.purpose, changed.description) == ("model", "weights")
    assert name in {each.name for each in client.files.filesets.list(page_size=1000).data}
    client.files.filesets.delete(name)
    with pytest.raises(nemo_platform.NotFoundError):
        client.files.filesets.retrieve(name)


def test_prompts(client, name):
    prompts = client.inference.prompts
    given = {
        "description": "d",
        "messages": [{"role": "user", "content": "{x}"}],
        "input_variables": ["x"],
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "tool_choice": "auto",
        "response_format": {"type": "text"},
        "inference_params": {"temperature": 0.5},
        "tags": ["t"],
    }
    made = prompts.create(name=name, **given)
    assert within(made.model_dump(), given)
    assert prompts.retrieve(name).model_dump() == made.model_dump()
    assert name in {each.name for each in prompts.list(filter={"name": name}).data}
    replaced = prompts.update(name, description="new")
    assert (replaced.description, replaced.messages, replaced.tags) == ("new", [], [])
    prompts.delete(name)
    with pytest.raises(nemo_platform.NotFoundError):
        prompts.retrieve(name)


def methods(client, path):
    """Return the methods of a resource that ask the registry; the others are of inference."""
    resource = client
    for part in path.split("."):
        resource = getattr(resource, part)
    return {
        f"{path}.{each}": member
        for each, member in inspect.getmembers(resource, inspect.ismethod)
        if not each.startswith(("_", "with_", "get_", "wait_"))
    }


def test_every_method_was_called_by_both_clients_with_every_field():
    made = NeMoPlatform(base_url=URL, workspace="default")
    known = {name: each for path in RESOURCES for name, each in methods(made, path).items()}
    assert len(known) == 13
    for name, method in known.items():
        parameters = inspect.signature(method).parameters.values()
        fields = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY} - GENERAL
        for kind in ("sync", "async"):
            assert fields - {"workspace"} <= called[kind, name], (kind, name)
    given = set().union(*called.values())
    assert "workspace" in given
