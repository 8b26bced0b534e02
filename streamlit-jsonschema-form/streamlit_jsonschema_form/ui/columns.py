"""How the columns of a table are edited, and what sources offer in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from streamlit.column_config import CheckboxColumn, SelectboxColumn, TextColumn

from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.sources import looks_within
from streamlit_jsonschema_form.model.tables import Cell, Column, Table
from streamlit_jsonschema_form.ui.field_types import draws_itself
from streamlit_jsonschema_form.ui.labels import help_text, label, option_labels
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.sources import MAX_UNGROUPED, asked_source, read_source

Offers = Mapping[int, tuple[Option, ...]]
"""What sources offer, by the number of the column."""


def read_offers(sheet: Sheet, node: Node, table: Table) -> Offers | str:
    """Ask the sources that columns name; return why the list cannot be a table where that is so."""
    offers = {}
    for number, column in enumerate(table.columns):
        place, words = column.place, f"“{column.place.label}”"
        if draws_itself(place):
            return f"{words} is drawn in a way of its own"
        reference = asked_source(place, place.codec)
        if reference is None:
            continue
        if looks_within(reference, len(place.path) - len(node.path)):
            return f"the choices of {words} depend on its row"
        options = read_source(sheet, place, reference)
        if isinstance(options, str):
            return f"the choices of {words} cannot be read"
        if len(options) >= MAX_UNGROUPED:
            return f"{words} has more choices than a table lists"
        offers[number] = tuple(option for option in options if column.fits(option.value))
    return offers


def configure(
    columns: Sequence[Column], offers: Offers, cells: Sequence[Sequence[Cell]]
) -> dict[str, Any]:
    """Say how each column is edited; a value that is there and not offered is offered, too."""
    return {
        str(at): _offered(column, offers[at], [row[at] for row in cells])
        if at in offers
        else _CONFIGURED[column.kind](column, _common(column))
        for at, column in enumerate(columns)
    }


def _common(column: Column) -> dict[str, Any]:
    place = column.place
    return {
        "label": label(place) if column.key is not None else "Value",
        "help": help_text(place),
        "disabled": place.info.read_only or None,
        "default": column.encode(column.first),
    }


def _choice(column: Column, common: dict[str, Any]) -> Any:
    names = option_labels(column.options)
    numbers = [str(n) for n in range(len(names))]
    return SelectboxColumn(**common, options=numbers, format_func=lambda n: names[int(n)])


def _offered(column: Column, options: tuple[Option, ...], there: Sequence[Cell]) -> Any:
    names = option_labels(options)
    told = {str(column.encode(o.value)): name for o, name in zip(options, names, strict=True)}
    for cell in (*there, column.encode(column.first)):
        if cell is not None:
            told.setdefault(str(cell), f"{cell} (not offered)")
    return SelectboxColumn(
        **_common(column), options=list(told), format_func=lambda c: told[str(c)]
    )


_CONFIGURED: Final[dict[str, Callable[[Column, dict[str, Any]], Any]]] = {
    "text": lambda _, common: TextColumn(**common),
    "number": lambda _, common: TextColumn(**common, alignment="right"),
    "choice": _choice,
    "flag": lambda _, common: CheckboxColumn(**common),
}
