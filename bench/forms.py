"""The form engine: its cost a field, and an edit in a browser beside the same on a page by hand."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any, TypeVar

from playwright.sync_api import Browser

from bench.browser import Tab, opened
from bench.fields import PER_SECTION, make_schema, make_value
from bench.table import Row, best_time
from streamlit_jsonschema_form.model import (
    Choose,
    Edit,
    Form,
    Insert,
    Node,
    Remove,
    Set,
    apply,
    compile,
)
from support.serving import served

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "bench" / "page.py"

SIZES = (250, 1_000, 4_000)
WIDGETS = (20, 60, 150)
EDITS = 40
MANY_EDITS = 120
"""Where the two pages differ by little."""
FIELD = "Field 0"
GROWTH = 1.25
"""How much more one field may cost among many."""

Name = TypeVar("Name", int, str)


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
    smallest, middle, largest = sizes
    once = partial(work, *given[middle])
    before = best_time(once, times, time.thread_time)
    each = take_turns({size: partial(work, *given[size]) for size in sizes}, times)
    edits = {size: editing(size, SETS) for size in (smallest, largest)}
    edit = take_turns(edits, times)
    kinds = {"field": SETS, "row": ROWS, "branch": BRANCHES}
    after = take_turns({kind: editing(middle, ways) for kind, ways in kinds.items()}, times)
    told = f"{middle} fields"
    # Tried at three times, some seconds apart: a busy neighbour of the machine slows one of them.
    whole = min(before, each[middle], best_time(once, times, time.thread_time))
    return [
        Row(f"compile, plan and errors of {told}", whole, None, 0.060),
        *(
            Row(f"the same for each of {size} fields, to {smallest}", each[size] / size,
                each[smallest] / smallest, GROWTH)
            for size in sizes[1:]
        ),
        Row(f"an edit, plan and errors of {told}, to the first", after["field"], each[middle], 0.4),
        *(
            Row(f"the same after another {kind}", after[kind], after["field"], 2.0)
            for kind in ("row", "branch")
        ),
        Row(f"an edit for each of {largest} fields, to {smallest}", edit[largest] / largest,
            edit[smallest] / smallest, GROWTH),
    ]  # fmt: skip


def take_turns(calls: Mapping[Name, Callable[[], None]], times: int) -> dict[Name, float]:
    """Return the shortest of so many durations of each call, one after the other in turn.

    Python's collector stands still meanwhile, as in `timeit`: once in a while it looks at all that the
    process holds, which the best try of a short call never meets and that of a long one always does.
    """
    gc.collect()
    gc.disable()
    try:
        spent = [{name: best_time(call, 1, time.thread_time) for name, call in calls.items()}
                 for _ in range(times)]  # fmt: skip
    finally:
        gc.enable()
    return {name: min(each[name] for each in spent) for name in calls}


EITHER = {
    "oneOf": [
        {
            "title": kind.title(),
            "type": "object",
            "properties": {"kind": {"const": kind}, kind: {"type": "string"}},
            "required": ["kind"],
        }
        for kind in ("disk", "memory")
    ]
}
"""A choice beside the fields, so that edits have to look for what they put out of force."""
SETS = (Set(("field_0",), "one"), Set(("field_0",), "two"))
ROWS = (Insert(("field_8",), 0, "new"), Remove(("field_8", 0)))
BRANCHES = (Choose(("either",), 0, 1), Choose(("either",), 0, 0))


def editing(count: int, ways: tuple[Edit, Edit]) -> Callable[[], None]:
    """Return what does one edit and the other in turn, and plans and checks the whole each time."""
    schema, value = make_schema(count), {**make_value(count), "either": {"kind": "disk"}}
    schema["properties"]["either"] = EITHER
    form: Form = compile(schema)
    states = [form.load(value)]
    turns = cycle(ways)

    def edit() -> None:
        states[:] = [apply(form, states[0], next(turns))]
        for _ in walk(form.plan(states[0])):
            pass
        if form.errors(states[0]):
            raise RuntimeError(form.errors(states[0]))

    edit()
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
    with served(PAGE, folder=ROOT) as address, opened() as browser:
        rows = []
        for count in WIDGETS:
            edit, same = compare(
                browser, address, f"page=ours&fields={count}", f"page=hand&fields={count}"
            )
            rows.append(Row(f"edit among {count} widgets, to one by hand", edit, same, 1.3))
        whole, section = "page=whole&fields=1000", f"page=whole&fields={PER_SECTION}"
        edit, same = compare(browser, address, whole, section, MANY_EDITS)
        rows.append(Row("edit among 1000 fields, to their open section", edit, same, 1.2))
        edit, same = compare(browser, address, whole, f"page=hand&fields={PER_SECTION}")
        rows.append(Row("edit among 1000 fields, to one section by hand", edit, same, 1.0))
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
