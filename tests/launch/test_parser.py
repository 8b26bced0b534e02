import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain.template import TemplateInput
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.formats import render_docker
from registry.launch.parser import find_format, read_parameters
from tests.launch.planning import plan_launch

SCHEMA = {
    "type": "object",
    "properties": {
        "model": {"type": "string", "x-ui": {"arg": ""}},
        "max_model_len": {"type": "integer", "x-ui": {"arg": "--max-model-len"}},
        "fraction": {"type": "number", "x-ui": {"arg": "--gpu-memory-utilization="}},
        "trust": {"type": "boolean", "x-ui": {"arg": "--trust-remote-code"}},
        "caching": {"type": "boolean", "x-ui": {"arg": "--caching", "off": "--no-caching"}},
        "level": {"type": "boolean", "x-ui": {"arg": "--level", "bool": ["low", "high"]}},
        "names": {"type": "array", "items": {"type": "string"}, "x-ui": {"arg": "--names"}},
        "tags": {
            "type": "array",
            "items": {"type": "string"},
            "x-ui": {"arg": "--tag", "list": "repeat"},
        },
        "sizes": {
            "type": "array",
            "items": {"type": "integer"},
            "x-ui": {"arg": "--sizes", "list": "comma"},
        },
        "config": {"type": "object", "x-ui": {"arg": "--config"}},
        "dtype": {"enum": ["auto", "16", 8], "x-ui": {"arg": "--dtype"}},
        "short": {"type": "string", "x-ui": {"arg": "-s"}},
        "WORKERS": {"type": "integer"},
        "quiet": {"type": "boolean", "x-ui": {"env": "QUIET", "bool": ["0", "1"]}},
        "hosts": {"type": "array", "items": {"type": "string"}},
        "token": {"type": "string", "writeOnly": True, "x-ui": {"env": "TOKEN"}},
        "deep": {"properties": {"size": {"type": "integer", "x-ui": {"arg": "--deep-size"}}}},
    },
}

COMPILED = CompiledSchema(SCHEMA)


def value_of(text, **options):
    return read_parameters(text, COMPILED, **options).value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("--max-model-len 8192", {"max_model_len": 8192}),
        ("--max_model_len=8192", {"max_model_len": 8192}),
        ("--gpu-memory-utilization .9", {"fraction": 0.9}),
        ("--fraction -1", {"fraction": -1}),
        ("--trust-remote-code --max-model-len 1", {"trust": True, "max_model_len": 1}),
        ("--trust-remote-code false", {"trust": False}),
        ("--trust-remote-code=true", {"trust": True}),
        ("--no-trust-remote-code", {"trust": False}),
        ("--no-caching", {"caching": False}),
        ("--level high", {"level": True}),
        ("--names a b --trust", {"names": ["a", "b"], "trust": True}),
        ("--names a --names b", {"names": ["a", "b"]}),
        ("--tag a --tag 'b c'", {"tags": ["a", "b c"]}),
        ("--sizes 1,2", {"sizes": [1, 2]}),
        ("--config '{\"a\": [1.0]}'", {"config": {"a": [1.0]}}),
        ("--dtype 16", {"dtype": "16"}),
        ("--dtype 8", {"dtype": 8}),
        ("-s x", {"short": "x"}),
        ("WORKERS=4 QUIET=1", {"WORKERS": 4, "quiet": True}),
        ("export WORKERS=4\nexport HOSTS=x\n", {"WORKERS": 4}),
        ('hosts=\'["a", "b,c"]\'', {"hosts": ["a", "b,c"]}),
        ("hosts=a,b", {"hosts": ["a", "b"]}),
        ("--hosts a,b", {"hosts": ["a", "b"]}),
        ("--deep-size 3", {"deep": {"size": 3}}),
        ("--deep.size 3", {"deep": {"size": 3}}),
        ("vllm serve Qwen/Q --max-model-len 5", {"model": "Qwen/Q", "max_model_len": 5}),
        ("vllm serve --max-model-len 5", {"max_model_len": 5}),
        ("python3 -m server.main --max-model-len 5", {"max_model_len": 5}),
        ("$ vllm serve Q \\\n  --caching # why\n", {"model": "Q", "caching": True}),
        (
            "docker run --rm -it --gpus all -p 1:2 -v ~/a:/b img:1 Q --caching",
            {"model": "Q", "caching": True},
        ),
        (
            "sudo docker run -e WORKERS=2 --env QUIET=0 -eHF=x --ipc=host img",
            {"WORKERS": 2, "quiet": False},
        ),
        ("docker run --entrypoint vllm img serve Q", {"model": "Q"}),
        ("TOKEN=abc", {"token": "abc"}),
        ("-- Q", {"model": "Q"}),
    ],
)
def test_command_lines_are_read_by_the_hints(text, value):
    assert json.dumps(value_of(text, format="flags")) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("--max-modle-len 5 --caching", (0,), "did you mean --max-model-len?"),
        ("--caching --max-modle-len=5", (1,), "word 2, --max-modle-len, is no flag"),
        ("--max-model-len", ("max_model_len",), "needs a value"),
        ("--max-model-len --caching", ("max_model_len",), "needs a value"),
        ("--max-model-len abc", ("max_model_len",), "must be a whole number, got 'abc'"),
        ("--max-model-len 1.5", ("max_model_len",), "must be a whole number"),
        ("--config 5", ("config",), "must be an object"),
        ('--config \'{"a": 1, "a": 2}\'', ("config",), "must be an object"),
        ("--sizes 1,x", ("sizes",), "must be a whole number, got 'x'"),
        ("vllm serve Q extra", (1,), "'extra', belongs to no parameter"),
        ("--caching | tee log", (), "outside quotes"),
    ],
)
def test_a_mistake_says_where_and_what_to_do(text, path, words):
    with pytest.raises(Invalid) as caught:
        read_parameters(text, COMPILED, format="flags")
    assert [problem.path for problem in caught.value.problems] == [path]
    assert words in caught.value.problems[0].message


def test_all_mistakes_are_listed_at_once():
    with pytest.raises(Invalid) as caught:
        read_parameters("--nope 1 2 --max-model-len x --fraction y", COMPILED)
    assert [problem.path for problem in caught.value.problems] == [
        (0,),
        ("max_model_len",),
        ("fraction",),
    ]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("docker run -e TOKEN img", "token comes from a variable of the shell"),
        ('--max-model-len "$LEN"', "max_model_len comes from a variable of the shell"),
        (
            "WORKRES=1",
            "The variable WORKRES belongs to no parameter and was left out; did you mean WORKERS?",
        ),
        ("--fraction 1 --fraction 2", "fraction is given more than once"),
        ("vllm serve Q", "vllm serve was taken for the program"),
    ],
)
def test_what_was_left_out_is_noted(text, note):
    assert note in " ".join(read_parameters(text, COMPILED).notes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', "json"),
        ("[1]", "json"),
        ("a: 1", "yaml"),
        ('"a": 1', "yaml"),
        ("# note\nmax-len: 5", "yaml"),
        ("---\na: 1", "yaml"),
        ("- a", "yaml"),
        ("--a 1", "flags"),
        ("-a", "flags"),
        ("A=1", "flags"),
        ("export A=1", "flags"),
        ("vllm serve x", "flags"),
        ("docker run \\\n img", "flags"),
        ("./server --host http://a:1", "flags"),
        ("", "yaml"),
    ],
)
def test_the_format_is_found_by_its_beginning(text, found):
    assert find_format(text) == found


@pytest.mark.parametrize("text", ["[1]", "5", "null", "a", ""])
def test_what_is_no_object_is_refused(text):
    with pytest.raises(Invalid):
        read_parameters(text, COMPILED)


def test_a_long_line_is_told_apart_at_once():
    started = time.thread_time()
    assert find_format("[" + "a" * 200_000) == "json"
    assert time.thread_time() - started < 1


def test_a_text_that_would_be_read_for_minutes_is_refused():
    with pytest.raises(Invalid, match="at most 1,000,000 characters, got 1,000,003"):
        read_parameters("a: " + "b" * 1_000_000, COMPILED)


def test_json_and_yaml_keep_their_own_types():
    value = {"max_model_len": "8192", "x": [1.0, None, {"a": True}]}
    assert value_of(json.dumps(value)) == value
    assert value_of('max_model_len: "8192"\nx: [1.0, null, {a: true}]') == value


def test_scales_list_maps_variables():
    schema = {
        "parameters": [{"name": "MODEL_ID", "type": "int", "description": "", "required": True}]
    }
    assert read_parameters("MODEL_ID=5", CompiledSchema(schema)).value == {"MODEL_ID": 5}
    assert read_parameters("A=1", CompiledSchema(None)).value == {}


def test_the_command_of_the_template_is_no_parameter():
    assert value_of("my-server go Q", command=["my-server", "go"]) == {"model": "Q"}
    assert value_of("docker run img go Q", command=["my-server", "go"]) == {"model": "Q"}


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)
NOT_FLAGS = TEXTS.filter(lambda text: not text.startswith("-"))
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
PARAMETERS = st.fixed_dictionaries(
    {"model": NOT_FLAGS},
    optional={
        "max_model_len": st.integers(),
        "fraction": FINITE,
        "trust": st.just(True),
        "caching": st.booleans(),
        "level": st.booleans(),
        "names": st.lists(NOT_FLAGS, min_size=1, max_size=3),
        "tags": st.lists(NOT_FLAGS, min_size=1, max_size=3),
        "sizes": st.lists(st.integers(), max_size=3),
        "config": st.dictionaries(TEXTS, JSON, max_size=2),
        "dtype": st.sampled_from(["auto", "16", 8]),
        "short": NOT_FLAGS,
        "WORKERS": st.integers(),
        "quiet": st.booleans(),
        "hosts": st.lists(TEXTS, max_size=3),
        "deep": st.fixed_dictionaries({"size": st.integers()}),
    },
)
SAMPLE = Path(__file__).parents[2] / "data" / "templates" / "vllm-openai.json"


@pytest.fixture(scope="module")
def pattern():
    fields = json.loads(SAMPLE.read_text())
    return TemplateInput.model_validate({**fields, "model_creation_parameters_schema": SCHEMA})


@settings(max_examples=200, deadline=None)
@given(parameters=PARAMETERS, knows_command=st.booleans())
def test_a_rendered_line_gives_the_parameters_back(pattern, parameters, knows_command):
    launch = plan_launch(pattern, parameters, name="model")
    command = launch.entrypoint if knows_command else ()
    found = read_parameters(render_docker(launch).text, COMPILED, command=command)
    assert json.dumps(found.value, sort_keys=True) == json.dumps(parameters, sort_keys=True)


def test_a_line_of_the_sample_gives_the_parameters_back():
    template = TemplateInput.model_validate_json(SAMPLE.read_text())
    parameters = {
        "model": "Qwen/Qwen3-0.6B",
        "max_model_len": 8192,
        "enable_prefix_caching": False,
        "served_model_name": ["a", "b"],
    }
    line = render_docker(plan_launch(template, parameters, name="m")).text
    found = read_parameters(
        line, CompiledSchema(template.model_creation_parameters_schema), command=["vllm", "serve"]
    )
    assert found.value == parameters


def test_a_secret_of_the_wrong_type_is_not_quoted():
    schema = {
        "properties": {"pin": {"type": "integer", "writeOnly": True, "x-ui": {"arg": "--pin"}}}
    }
    with pytest.raises(Invalid) as caught:
        read_parameters("--pin s3cret", CompiledSchema(schema))
    assert "s3cret" not in str(caught.value)
    assert caught.value.problems[0].path == ("pin",)
