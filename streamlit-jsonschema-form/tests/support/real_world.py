"""Published schemas, each with a document of the kind that people write by it."""

import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from streamlit_jsonschema_form.model import ABSENT, Form, Kind, compile
from streamlit_jsonschema_form.model.tree import Node

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"


@dataclass(frozen=True)
class Real:
    """A published schema and a document.

    Attributes:
        package: the distribution that carries the schema.
        schema: where in it.
        faults: keyword and reason of each problem that is the schema's own.
        formats: whether its `format`s mean what the standard says.
    """

    package: str
    schema: str
    faults: tuple[str, ...] = ()
    formats: bool = True


def _ci(name: str, **more: Any) -> Real:
    return Real("check-jsonschema", f"check_jsonschema/builtin_schemas/vendor/{name}.json", **more)


def _openapi(version: str, **more: Any) -> Real:
    schemas = "openapi_spec_validator/resources/schemas"
    return Real("openapi-spec-validator", f"{schemas}/{version}/schema.json", **more)


def _kubernetes(name: str) -> Real:
    schemas = "kubernetes_validate/kubernetes-json-schema/v1.31.0-local-strict"
    return Real("kubernetes-validate", f"{schemas}/{name}.json")


REAL: Final[dict[str, Real]] = {
    "azure-pipeline.yaml": _ci("azure-pipelines"),
    "bamboo.yaml": _ci("bamboo-spec"),
    "bitbucket-pipeline.yaml": _ci("bitbucket-pipelines"),
    "buildkite.yaml": _ci("buildkite"),
    "changie.yaml": _ci("changie"),
    "circleci.yaml": _ci("circle-ci"),
    "citation.yaml": _ci("citation-file-format"),
    "cloudbuild.yaml": _ci("cloudbuild"),
    "codecov.yaml": _ci("codecov"),
    "compose.yaml": _ci("compose-spec"),
    "dependabot.yaml": _ci("dependabot"),
    # It refers to a file beside it, which the package does not carry.
    "drone.yaml": _ci("drone-ci", faults=("$ref",) * 6),
    "github-action.yaml": _ci("github-actions"),
    "github-issue-form.yaml": _ci("github-issue-forms"),
    "github-workflow.yaml": _ci("github-workflows"),
    "gitlab-ci.yaml": _ci("gitlab-ci"),
    "mergify.yaml": _ci("mergify", formats=False),  # its `duration` is "10 min"
    "readthedocs.yaml": _ci("readthedocs"),
    "renovate.json": _ci("renovate"),
    "snapcraft.yaml": _ci("snapcraft"),
    "taskfile.yaml": _ci("taskfile"),
    "travis.yaml": _ci("travis"),
    "woodpecker.yaml": _ci("woodpecker-ci"),
    "openapi-3.1.yaml": _openapi("v3.1", formats=False),  # its `uri-reference` is a template
    "swagger.yaml": _openapi("v2.0", faults=("$schema",)),  # draft-04
    "deployment.yaml": _kubernetes("deployment-apps-v1"),
    "ingress.yaml": _kubernetes("ingress-networking-v1"),
    "job.yaml": _kubernetes("job-batch-v1"),
}
"""By the name of the document."""


@cache
def schema_of(name: str) -> Any:
    """Read the schema of a document; what it refers to in another file is bundled with it."""
    real = REAL[name]
    file = Path(str(distribution(real.package).locate_file(real.schema)))
    schema = json.loads(file.read_text("utf-8"))
    shared = file.with_name("_definitions.json")
    if shared.exists():
        definitions = json.loads(shared.read_text("utf-8"))
        schema |= {"$id": "https://kubernetes.io/", "$defs": {"shared": definitions}}
    return schema


@cache
def form_of(name: str) -> Form:
    return compile(schema_of(name), formats=REAL[name].formats)


def document_of(name: str) -> Any:
    text = (DOCUMENTS / name).read_text("utf-8")
    return json.loads(text) if name.endswith(".json") else YAML(typ="safe", pure=True).load(text)


def places(node: Node) -> Iterator[Node]:
    """Walk what is drawn when every section that holds something is open."""
    yield node
    if node.value is not ABSENT:
        for child in node.children():
            yield from places(child)


MOST: Final = 3000
_LEAVES: Final = (Kind.SCALAR, Kind.UNION, Kind.RAW)


def editable(node: Node, depth: int) -> Iterator[Node]:
    """Walk the places that a person edits: those with a value, and declared ones without.

    Objects and lists that are not there yet are entered too, down to `depth`, as if a person had opened
    them and added a first row; nearer places come first, and there may be more than anyone would fill
    in, so that there is an end at `MOST` of them.
    """
    waiting, met = deque([node]), 0
    while waiting and met < MOST:
        place = waiting.popleft()
        if place.kind in _LEAVES:
            met += 1
            yield place
        elif place.value is not ABSENT or (len(place.path) < depth and len(waiting) < MOST):
            waiting += place.children() or _first_inside(place)


def _first_inside(node: Node) -> Iterator[Node]:
    """Yield what a first row would be, or a first key of a person's own."""
    if node.kind is Kind.ARRAY:
        yield node.item(0)
    elif node.extendable:
        yield node.entry("key")


def count_raw(name: str) -> tuple[Counter[str], Counter[str]]:
    """Count the places of a document that a person edits, and those of them that are JSON text.

    Returns:
        How many are `filled` and `empty`, and of these `filled raw` and `empty raw`; and why.
    """
    form, document = form_of(name), document_of(name)
    root = form.plan(form.load(document))
    depth = max(len(node.path) for node in places(root))
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for node in editable(root, depth):
        held = "empty" if node.value is ABSENT else "filled"
        raw = node.kind is Kind.RAW
        counts += Counter({held: 1, f"{held} raw": raw})
        reasons += Counter({reason(node): raw})
    return counts, reasons


def reason(node: Node) -> str:
    """Say why a place is JSON text."""
    if not node.info.allows(node.value):
        return "wrong value"
    if node.union:
        return "mixed union"
    if len(node.info.types) > 1:
        return "several types"
    return "text that no box keeps" if node.info.types else "no type"
