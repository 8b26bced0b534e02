"""The form engine: what compiling, planning and checking cost a field, and an edit among many."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle
from typing import Any

from bench import Row, best_time
from streamlit_jsonschema_form.model import Form, Node, Set, apply, compile

SIZES = (250, 1_000, 4_000)
GROWTH = 1.25
"""How much more one field may cost among many."""
PER_SECTION = 50
FIELDS: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"type": "string", "maxLength": 80, "default": "first"}, "abc"),
    ({"type": "integer", "minimum": 0, "maximum": 1000, "default": 4}, 7),
    ({"enum": ["low", "middle", "high"], "default": "low"}, "high"),
    ({"type": "boolean", "default": True}, True),
    ({"type": "number", "exclusiveMinimum": 0, "maximum": 1.5}, 0.5),
    ({"type": "string", "pattern": "^[a-z]", "examples": ["x"]}, "xyz"),
    ({"$ref": "#/$defs/seconds"}, 30),
    ({"type": "string", "format": "date"}, "2024-02-01"),
    ({"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 9}, ["a", "b"]),
    (
        {
            "type": "object",
            "properties": {"name": {"type": "string"}, "rank": {"type": "integer", "minimum": 1}},
            "required": ["name"],
        },
        {"name": "n", "rank": 2},
    ),
)
"""The subschemas of the fields that forms commonly have, each with a value of it."""
CHOICE = {
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
"""Stands beside the fields, so that an edit has to look for fields that it takes out of the value."""


def run(sizes: tuple[int, int, int] = SIZES, times: int = 15) -> list[Row]:
    """Measure reading a schema, planning it and checking one value, each for the first time.

    In processor time, and the best of several tries, for which the sizes take turns: bounds must not
    depend on the machine's other work. What follows an edit is measured beside that.
    """
    smallest, middle, largest = sizes
    first = take_turns(
        {size: partial(work, make_schema(size), make_value(size)) for size in sizes}, times
    )
    edit = take_turns({size: editing(size) for size in sizes}, times)
    return [
        Row(f"compile, plan and errors of {middle} fields", first[middle], None, 0.060),
        *(
            Row(f"the same for each of {size} fields, to {smallest}", first[size] / size,
                first[smallest] / smallest, GROWTH)
            for size in sizes[1:]
        ),
        Row(f"an edit, plan and errors of {middle} fields, to the first", edit[middle],
            first[middle], 0.4),
        Row(f"an edit for each of {largest} fields, to {smallest}", edit[largest] / largest,
            edit[smallest] / smallest, GROWTH),
    ]  # fmt: skip


def make_schema(size: int) -> dict[str, Any]:
    """Return a schema of so many fields in sections of one size, one kind after the other."""

    def field(number: int) -> dict[str, Any]:
        return {
            "title": f"Field {number}",
            "description": f"What field {number} is for.",
            **FIELDS[number % len(FIELDS)][0],
            "x-ui": {"section": f"Section {number // PER_SECTION}"},
        }

    return {
        "type": "object",
        "properties": {
            **{f"field_{number}": field(number) for number in range(size)},
            "choice": CHOICE,
        },
        "required": [f"field_{number}" for number in range(0, size, 10)],
        "additionalProperties": False,
        "$defs": {"seconds": {"type": "integer", "minimum": 1}},
    }


def make_value(size: int) -> dict[str, Any]:
    """Return a value that fits `make_schema`."""
    fields = {f"field_{number}": FIELDS[number % len(FIELDS)][1] for number in range(size)}
    return {**fields, "choice": {"kind": "disk"}}


def work(schema: Any, value: Any) -> None:
    form: Form = compile(schema)
    for _ in walk(form.plan(form.load(value))):
        pass
    found = [*form.problems, *form.errors(value)]
    if found:
        raise RuntimeError(found)


def walk(node: Node) -> Iterator[Node]:
    """Visit every node, as a form would with all sections open."""
    yield node
    for child in node.children():
        yield from walk(child)


def editing(size: int) -> Callable[[], None]:
    """Return a function that sets one field, and plans and checks the whole value."""
    form: Form = compile(make_schema(size))
    states = [form.load(make_value(size))]
    texts = cycle(("one", "two"))

    def edit() -> None:
        states[:] = [apply(form, states[0], Set(("field_0",), next(texts)))]
        for _ in walk(form.plan(states[0])):
            pass
        if form.errors(states[0]):
            raise RuntimeError(form.errors(states[0]))

    edit()
    edit()
    return edit


def take_turns(calls: Mapping[int, Callable[[], None]], times: int) -> dict[int, float]:
    """Return the shortest of so many durations of each call, one after the other in turn.

    Python's collector stands still meanwhile, as in `timeit`: once in a while it looks at all that the
    process holds, which the best try of a short call never meets and that of a long one always does.
    """
    gc.collect()
    gc.disable()
    try:
        spent = [{size: best_time(call, 1, time.thread_time) for size, call in calls.items()}
                 for _ in range(times)]  # fmt: skip
    finally:
        gc.enable()
    return {size: min(each[size] for each in spent) for size in calls}
