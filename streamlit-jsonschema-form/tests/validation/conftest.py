import pytest

from streamlit_jsonschema_form.validation.document import read
from streamlit_jsonschema_form.validation.problems import problems_of


@pytest.fixture
def found():
    """Give `{(path, keyword): message}` of a value under a schema."""

    def problems(schema, value, **options):
        listed = problems_of(read(schema, **options), value)
        return {(problem.path, problem.keyword): problem.message for problem in listed}

    return problems
