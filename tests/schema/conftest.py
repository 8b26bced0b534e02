import pytest

from registry.schema.document import read
from registry.schema.problems import problems_of


@pytest.fixture
def found():
    """Give `{(path, keyword): message}` of a value under a schema."""

    def problems(schema, value, **options):
        listed = problems_of(read(schema, **options), value)
        return {(problem.path, problem.keyword): problem.message for problem in listed}

    return problems
