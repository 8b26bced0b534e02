import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.store.wildcards import compile_wildcards

texts = st.text(alphabet="ab%_.\n", max_size=8)


@given(texts, texts)
def test_a_pattern_fits_what_a_regular_expression_of_the_same_meaning_fits(pattern, text):
    meaning = re.escape(pattern).replace("%", ".*").replace("_", ".")
    expected = re.fullmatch(meaning, text, re.DOTALL) is not None
    assert compile_wildcards(pattern)(text) == expected


@pytest.mark.parametrize("pattern", ["%a" * 2000 + "%b", "%_" * 2000, "_" * 4000 + "%"])
def test_no_pattern_takes_long(pattern):
    start = time.thread_time()
    compile_wildcards(pattern)("a" * 3999)
    assert time.thread_time() - start < 1
