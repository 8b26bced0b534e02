"""The measurements run, at small sizes, and their exit status is what their rows say."""

from collections import Counter

import pytest

from bench import __main__ as command
from bench import choice, forms, http, postgres, raw, store
from bench.fields import PLACES, WIDGETS, make_schema, make_value
from bench.table import Row, render, show
from streamlit_jsonschema_form.model import compile

HELD = Row("held", 1.0, 2.0, 0.6)
BROKEN = Row("broken", 0.2, None, 0.1)


def test_a_row_beside_a_reference_says_its_ratio():
    assert HELD.cells() == ("held", "1 s", "2 s", "0.5", "0.6", "yes")


def test_a_row_without_a_reference_says_seconds():
    assert BROKEN.cells() == ("broken", "200 ms", "", "", "100 ms", "NO")


def test_a_row_of_counts_has_no_unit():
    assert Row("n", 3, 200, 0.05, counted=True).cells()[1:4] == ("3", "200", "0.015")


@pytest.mark.parametrize(
    ("seconds", "text"), [(90, "90 s"), (0.0012, "1.2 ms"), (2.5e-6, "2.5 µs")]
)
def test_a_duration_has_the_unit_that_suits_it(seconds, text):
    assert show(seconds) == text


@pytest.mark.parametrize(("rows", "status"), [([HELD], 0), ([HELD, BROKEN], 1)])
def test_the_exit_status_is_one_when_a_bound_is_broken(rows, status, capsys):
    assert command.report(rows) == status
    assert capsys.readouterr().out == render(rows) + "\n"


def test_every_module_that_measures_has_rows_to_give():
    assert {"forms", "http", "raw", "store"} <= set(command.measuring())
    assert {"browser", "page", "fields", "served", "table", "million"}.isdisjoint(
        command.measuring()
    )


@pytest.mark.parametrize("kinds", [PLACES, WIDGETS])
def test_the_value_of_the_measurements_fits_their_schema(kinds):
    form = compile(make_schema(120, kinds))
    assert form.problems == ()
    assert form.errors(make_value(120, kinds)) == []


def test_the_core_is_measured_at_any_sizes():
    rows = forms.measure_core((20, 40, 80), times=2)
    assert [row.reference is None for row in rows] == [True, *[False] * 6]
    assert all(row.value > 0 for row in rows)


def test_the_store_is_measured_at_any_size(tmp_path):
    rows = store.measure(tmp_path, 30, creating_s=0.05, pause_s=0)
    assert len(rows) == 4
    assert all(row.value > 0 for row in rows)


def test_rest_is_measured_beside_a_handler_that_does_nothing(tmp_path):
    rows = http.measure(tmp_path, 60, rounds=1)
    assert len(rows) == 34
    assert all(row.value > 0 for row in rows)
    bounds = Counter((row.what.partition(",")[0].partition(": ")[2], row.bound) for row in rows)
    assert bounds["get", 2] == bounds["list 50", 5] == 6
    assert bounds["get after a change", 3] == bounds["list 50 after a change", 5] == 3
    assert bounds["list 50 cold", 40] == 4


def test_json_text_is_counted_over_documents():
    filled, every = raw.measure(["codecov.yaml", "deployment.yaml"])
    assert 0 <= filled.ours <= filled.reference < every.reference
    assert filled.ok


def test_an_export_from_postgresql_is_measured_by_the_memory_it_takes(postgres_url):
    postgres.fill(postgres_url, 30)
    row = postgres.measure_export(postgres_url, 30)
    assert row.ok
    assert row.ours > 10_000


def test_the_stores_are_put_side_by_side_at_any_size(monkeypatch):
    monkeypatch.setattr(postgres, "ROUNDS", 4)
    head, *lines = choice.compare(60)
    assert head == "60 models, the shortest of 4: file and PostgreSQL"
    assert [line.split(":")[0].strip() for line in lines] == [
        "get", "create", "update", "keyset page", "search", "filter",
    ]  # fmt: skip
