"""Names of schemas in the OpenAPI document."""

import json
import re

import pytest

from registry.api.components import rename_schemas
from tests.api.documented import DOCUMENT

DOMAIN, NEMO = "registry__domain__spec__Spec-Input", "registry__api__payloads__nemo__spec__Spec"


def test_schemas_have_the_names_of_their_classes_and_a_dialect_before_it_where_two_have_one():
    reference = "#/components/schemas/{}".format
    document = {
        "paths": {"/": {"$ref": reference(NEMO)}},
        "components": {
            "schemas": {
                DOMAIN: {"mapping": {"x": reference(NEMO)}},
                NEMO: {"description": DOMAIN},
                "Page": {"$ref": reference(DOMAIN)},
            }
        },
    }
    rename_schemas(document)
    assert document == {
        "paths": {"/": {"$ref": reference("NemoSpec")}},
        "components": {
            "schemas": {
                "Spec-Input": {"mapping": {"x": reference("NemoSpec")}},
                "NemoSpec": {"description": DOMAIN},
                "Page": {"$ref": reference("Spec-Input")},
            }
        },
    }


def test_two_schemas_are_never_given_one_name():
    schemas = {"Spec-Input": {}, DOMAIN: {}}
    with pytest.raises(ValueError, match="a name of its own for each schema"):
        rename_schemas({"components": {"schemas": schemas}})


def test_no_name_tells_where_a_class_is():
    for name in DOCUMENT["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+(-Input|-Output)?", name)
    assert not re.search(r"registry__|PageOf", json.dumps(DOCUMENT))
