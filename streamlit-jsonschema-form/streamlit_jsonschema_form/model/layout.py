"""How the fields of one object are arranged: pages, sections, and groups of a great many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.problems import Problem, json_pointer

MAX_UNGROUPED: Final = 60
"""More fields than this in one place are put into closed groups: nobody reads so long a column."""
GROUP: Final = 30


@dataclass(frozen=True, slots=True)
class FormPage:
    """A view on some fields of the whole value.

    Attributes:
        title: for people.
        description: Markdown; may be empty.
        fields: keys of the whole value; `*` stands for all that no page names.
    """

    title: str
    description: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one title.

    Attributes:
        key: tells it from the other sections of its object.
        title: as the fields' `x-ui.section` says, or the first and the last field of a group.
        description: Markdown; may be empty.
        fields: in order.
        expanded: whether it is open at first.
        columns: how many small fields stand side by side; None for as many as there is room for.
    """

    key: str
    title: str
    description: str
    fields: tuple[Node, ...]
    expanded: bool
    columns: int | None = None

    @property
    def filled(self) -> int:
        """Count the fields that have a value."""
        return sum(field.value is not ABSENT for field in self.fields)


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of an object.

    Attributes:
        ungrouped: those outside of sections.
        sections: in order.
        free: additional properties.
        hidden: those that hints hide.
    """

    ungrouped: tuple[Node, ...]
    sections: tuple[Section, ...]
    free: tuple[Node, ...]
    hidden: tuple[Node, ...]


def arrange(node: Node, fields: Iterable[Node]) -> Layout:
    """Arrange fields of an object into sections.

    Args:
        node: the object.
        fields: those of its children that are to be drawn.
    """
    free: list[Node] = []
    hidden: list[Node] = []
    groups: dict[str, list[Node]] = {}
    for child in fields:
        if child.hidden:
            hidden.append(child)
        elif child.origin not in ("property", "pattern"):
            free.append(child)
        else:
            groups.setdefault(section_title(child), []).append(child)
    loose = groups.pop("", [])
    sections = _sections(node, groups)
    if len(loose) > MAX_UNGROUPED:
        loose, rest = _foremost(loose)
        sections = [*sections, *_grouped(rest)]
    return Layout(tuple(loose), tuple(sections), tuple(free), tuple(hidden))


def section_title(node: Node) -> str:
    """Return the title of the section that a field is in; empty for none."""
    return str(node.info.ui.get("section") or "")


def _foremost(fields: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Keep the required fields in sight, if they are few; the others go into groups."""
    required = [field for field in fields if field.required]
    if len(required) > GROUP:
        return [], list(fields)
    return required, [field for field in fields if not field.required]


def _grouped(fields: Sequence[Node]) -> Iterator[Section]:
    """Put many fields into closed groups of about one size, in their order."""
    rest, number = tuple(fields), 0
    while rest:
        cut = _cut([field.label.partition(" ")[0] for field in rest])
        inside, rest = rest[:cut], rest[cut:]
        title = f"{inside[0].label} … {inside[-1].label}"
        yield Section(f"group {number}", title, "", inside, expanded=False)
        number += 1


def _cut(words: Sequence[str]) -> int:
    """Return how many fields to take: near an even share, and where their first words change."""
    if len(words) <= GROUP:
        return len(words)
    share = -(-len(words) // -(-len(words) // GROUP))
    changes = [at for at in range(share // 2, GROUP + 1) if words[at - 1] != words[at]]
    return min(changes, key=lambda at: abs(at - share), default=share)


def _sections(node: Node, groups: Mapping[str, list[Node]]) -> list[Section]:
    """Order sections as the object lists them in `x-ui.sections`, then as their fields come."""
    known = {each["title"]: each for each in node.info.ui.get("sections", ())}
    titles = [t for t in known if t in groups] + [t for t in groups if t not in known]
    return [
        _section(title, known.get(title, {}), groups[title], first=at == 0)
        for at, title in enumerate(titles)
    ]


def _section(
    title: str, settings: Mapping[str, Any], fields: list[Node], *, first: bool
) -> Section:
    """Make a section; it is open at first if its hint says so or a required field has no value."""
    wanted = any(field.required and field.value is ABSENT for field in fields)
    opened = wanted or not settings.get("collapsed", not first)
    columns, description = settings.get("columns"), str(settings.get("description") or "")
    count = columns if type(columns) is int and 1 <= columns <= 6 else None
    return Section(f"section {title}", title, description, tuple(fields), opened, count)


def pages_of(root: Node) -> tuple[FormPage, ...]:
    """Read the pages that `x-ui.pages` of the whole value asks for; none, or at least two."""
    pages = tuple(
        FormPage(
            each["title"],
            str(each.get("description") or ""),
            tuple(key for key in _keys(each) if isinstance(key, str)),
        )
        for each in root.info.ui.get("pages", ())
    )
    return pages if len(pages) > 1 else ()


def _keys(page: Mapping[str, Any]) -> list[Any]:
    fields = page.get("fields")
    return fields if isinstance(fields, list) else []


def page_index(pages: Sequence[FormPage], key: object) -> int:
    """Return the page that a key is on: the first that names it, else that of `*`, else the last."""
    for wanted in (key, "*"):
        for at, page in enumerate(pages):
            if wanted in page.fields:
                return at
    return len(pages) - 1


def duplicate_fields(pages: Sequence[FormPage]) -> Iterator[Problem]:
    """Yield a problem of the schema for every field that a second page names too."""
    for at, page in enumerate(pages):
        for place, key in enumerate(page.fields):
            first = page_index(pages, key)
            if first != at:
                words = f"{key!r} is on the page {pages[first].title!r} too; keep it on one"
                path = ("x-ui", "pages", at, "fields", place)
                yield Problem(path, "pages", words, json_pointer(path))
