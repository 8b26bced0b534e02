"""The measurements run, at small sizes, and their exit status is what their rows say."""

from collections import Counter

import pytest

from bench import Row, forms, http, postgres, render, show, store
from bench import __main__ as command
from streamlit_jsonschema_form.model import compile

WITHIN = Row("within", 1.0, 2.0, 0.6)
BROKEN = Row("broken", 0.2, None, 0.1)


def test_a_row_beside_a_reference_says_its_ratio():
    assert WITHIN.cells() == ("within", "1 s", "2 s", "0.5", "0.6", "yes")


def test_a_row_without_a_reference_says_seconds():
    assert BROKEN.cells() == ("broken", "200 ms", "", "", "100 ms", "NO")


def test_a_row_without_seconds_says_its_unit():
    assert Row("n", 3, None, 200, "KB").cells()[1:5] == ("3 KB", "", "", "200 KB")


@pytest.mark.parametrize(
    ("seconds", "text"), [(90, "90 s"), (0.0012, "1.2 ms"), (2.5e-6, "2.5 µs")]
)
def test_a_duration_has_the_unit_that_suits_it(seconds, text):
    assert show(seconds) == text


@pytest.mark.parametrize(("rows", "status"), [([WITHIN], 0), ([WITHIN, BROKEN], 1)])
def test_the_exit_status_is_one_when_a_bound_is_broken(rows, status, monkeypatch, capsys):
    monkeypatch.setattr(store, "run", lambda: rows)
    assert command.main(["store"]) == status
    assert capsys.readouterr().out == render(rows) + "\n"


def test_a_million_models_are_measured_in_postgresql(monkeypatch):
    monkeypatch.setattr(postgres, "run", lambda size: [Row(str(size), 1, None, 2)])
    assert command.main(["million"]) == 0


def test_the_value_of_the_measurements_fits_their_schema():
    form = compile(forms.make_schema(120))
    assert form.problems == ()
    assert form.errors(forms.make_value(120)) == []


def test_forms_are_measured_at_any_sizes():
    rows = forms.run((20, 40, 80), times=2)
    assert [row.reference is None for row in rows] == [True, *[False] * 4]
    assert all(row.value > 0 for row in rows)


def test_the_store_is_measured_at_any_size(tmp_path):
    rows = store.measure(tmp_path, 30, creating_s=0.05)
    assert len(rows) == 4
    assert all(row.value > 0 for row in rows)


def test_rest_is_measured_beside_a_handler_that_does_nothing(tmp_path):
    rows = http.measure(tmp_path, 60, rounds=1)
    assert len(rows) == 22
    assert all(row.value > 0 for row in rows)
    bounds = Counter((row.what.partition(",")[0].partition(": ")[2], row.bound) for row in rows)
    assert bounds["get", 2] == bounds["list 50", 5] == 6
    assert bounds["get after a change", 3] == bounds["list 50 after a change", 5] == 3
    assert bounds["list 50 cold", 40] == 4


def test_a_large_postgresql_is_measured_beside_a_small_one(monkeypatch, capsys):
    monkeypatch.setattr(postgres, "SMALL", 20)
    monkeypatch.setattr(postgres, "ROUNDS", 4)
    *rows, export = postgres.run(60)
    assert [row.what.split(",")[0] for row in rows] == [
        f"PostgreSQL: {call}" for call in ("get", "create", "update", "keyset page")
    ]
    assert export.ok
    assert "filter, 60 models:" in capsys.readouterr().out
