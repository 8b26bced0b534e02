import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.launch.formats import write_for_docker
from registry.launch.plan import parse_memory_quantity


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8Gi", 8 * 2**30),
        ("512Mi", 2**29),
        ("1.5Gi", 3 * 2**29),
        ("8G", 8 * 10**9),
        ("1e9", 10**9),
        ("100", 100),
    ],
)
def test_quantities_are_read_as_kubernetes_does(text, size):
    assert parse_memory_quantity(text) == size


@pytest.mark.parametrize("text", ["", "8GB", "Gi", "-1Gi", "1e9Gi", "eight", "1e999"])
def test_what_is_no_quantity_is_not_guessed(text):
    assert parse_memory_quantity(text) is None


@given(st.integers(1, 2**60))
def test_docker_reads_the_same_number_of_bytes(size):
    text = write_for_docker(size)
    assert int(text[:-1]) * {"b": 1, "k": 2**10, "m": 2**20, "g": 2**30}[text[-1]] == size
