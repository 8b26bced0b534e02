"""The form engine: its cost a field, and an edit in a browser beside the same on a page by hand."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser

from bench.browser import Tab, opened
from bench.fields import PER_SECTION, make_schema, make_value
from bench.table import Row, best_time
from registry.forms import Form, Node, Set, apply, compile
from tests.serving import ROOT, served

PAGE = ROOT / "bench" / "page.py"

SIZES = (250, 1_000, 4_000)
WIDGETS = (20, 60, 150)
EDITS = 20
FIELD = "Field 0"


def run() -> list[Row]:
    return [*measure_core(), *measure_edits()]


def walk(node: Node) -> Iterator[Node]:
    """Visit every place, as a form would whose every part is open."""
    yield node
    for child in node.children():
        yield from walk(child)


def measure_core(sizes: tuple[int, int, int] = SIZES, times: int = 15) -> list[Row]:
    """Measure reading a schema, planning it and checking one value, each for the first time.

    In processor time, and the best of several tries, for which the sizes take turns: bounds must not
    depend on the machine's other work. What follows an edit is measured beside that.
    """
    given = {size: (make_schema(size), make_value(size)) for size in sizes}
    tries = [{n: best_time(partial(work, *given[n]), 1, time.thread_time) for n in sizes}
             for _ in range(times)]  # fmt: skip
    each = {size: min(spent[size] for spent in tries) for size in sizes}
    smallest, middle, _ = sizes
    reference = each[smallest] / smallest
    edit = best_time(editing(*given[middle]), times, time.thread_time)
    told = f"{middle} fields"
    return [
        Row(f"compile, plan and errors of {told}", each[middle], None, 0.060),
        *(
            Row(f"the same for each of {size} fields, to {smallest}", each[size] / size,
                reference, 1.5)
            for size in sizes[1:]
        ),
        Row(f"plan and errors after an edit of {told}, to the first", edit, each[middle], 0.25),
    ]  # fmt: skip


def editing(schema: Any, value: Any) -> Callable[[], None]:
    """Return what edits one field, one text after the other, and plans and checks the whole."""
    form: Form = compile(schema)
    states = [form.load(value)]

    def edit() -> None:
        text = f"text {len(states)}"
        states.append(apply(form, states[-1], Set(("field_0",), text)))
        for _ in walk(form.plan(states[-1])):
            pass
        if form.errors(states[-1]):
            raise RuntimeError(form.errors(states[-1]))

    edit()
    return edit


def work(schema: Any, value: Any) -> None:
    form: Form = compile(schema)
    for _ in walk(form.plan(form.load(value))):
        pass
    found = [*form.problems, *form.errors(value)]
    if found:
        raise RuntimeError(found)


def measure_edits() -> list[Row]:
    """Measure one edit, from the key that ends it until the page has written it."""
    with served(PAGE) as address, opened() as browser:
        rows = []
        for count in WIDGETS:
            edit, same = compare(
                browser, address, f"page=ours&fields={count}", f"page=hand&fields={count}"
            )
            rows.append(Row(f"edit among {count} widgets, to one by hand", edit, same, 1.3))
        edit, same = compare(
            browser, address, "page=whole&fields=1000", f"page=whole&fields={PER_SECTION}"
        )
        rows.append(Row("edit among 1000 fields, to their open section", edit, same, 1.2))
    return rows


def compare(
    browser: Browser, address: str, ours: str, other: str, edits: int = EDITS
) -> tuple[float, float]:
    """Return what the quicker quarter of edits takes at most on two pages, which take turns.

    Whatever else the machine does slows both alike, and so does being the one that comes second; the
    slower edits say more of that other work than of the pages.
    """
    tabs = [Tab(browser.new_page(), f"{address}/?{query}") for query in (ours, other)]
    drawn = [tab.widgets() for tab in tabs]
    if drawn[0] != drawn[1]:
        raise RuntimeError(f"the pages cannot be compared: {drawn}")
    spent: list[list[float]] = [[], []]
    for number in range(edits + 2):
        for at in (0, 1) if number % 2 else (1, 0):
            spent[at].append(tabs[at].edit(FIELD, f"text {number}"))
    for tab in tabs:
        tab.page.close()
    ours_s, other_s = (quantiles(each[2:], n=4)[0] for each in spent)  # the first two warm up
    return ours_s, other_s
