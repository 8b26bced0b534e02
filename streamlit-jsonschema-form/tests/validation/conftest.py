import pytest

from streamlit_jsonschema_form.validation.document import read_schema


@pytest.fixture
def found():
    """Give `{(path, keyword): message}` of a value under a schema."""

    def problems(schema, value, **options):
        listed = read_schema(schema, **options).validate(value)
        return {(problem.path, problem.keyword): problem.message for problem in listed}

    return problems
