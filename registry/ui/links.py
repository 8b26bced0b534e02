"""The pages and the links between them.

Every link carries the workspace, and an entity's link its name, so that a URL can be sent to a
colleague.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page

from registry.locations import LOCATIONS

PAGES_FOLDER: Final = LOCATIONS.code / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the app.

    Attributes:
        path: in the URL.
        script: its file in `pages/`.
        title: in the browser's tab and the navigation.
        icon: a Material symbol.
        listed: whether the navigation shows it; other pages link to the rest.
        section: the heading of its group in the navigation; may be empty.
    """

    path: str
    script: str
    title: str
    icon: str
    listed: bool = True
    section: str = ""

    def page(self) -> Page:
        """Return Streamlit's page, for `st.navigation`, `st.page_link` and `st.switch_page`."""
        return st.Page(
            PAGES_FOLDER / self.script,
            title=f"{self.title} · Patternshop",
            icon="",  # a Material favicon would be fetched from a font host
            url_path=self.path,
            default=self.path == "home",
        )


HOME: Final = PageEntry("home", "home.py", "Home", ":material/home:")
TEMPLATES: Final = PageEntry("templates", "templates.py", "Templates", ":material/design_services:")
TEMPLATE: Final = PageEntry("template", "template.py", "Template", ":material/draft:", listed=False)
NEW_TEMPLATE: Final = PageEntry(
    "new-template", "template_new.py", "New template", ":material/add_box:", listed=False
)
MODELS: Final = PageEntry("models", "models.py", "Models", ":material/deployed_code:")
MODEL: Final = PageEntry("model", "model.py", "Model", ":material/package_2:", listed=False)
REGISTER: Final = PageEntry("register", "model_new.py", "Register model", ":material/add_circle:")
COMPARE: Final = PageEntry(
    "compare", "compare.py", "Compare models", ":material/compare_arrows:", listed=False
)

TRANSFER: Final = PageEntry(
    "transfer", "transfer.py", "Export and import", ":material/import_export:"
)


def _record_pages(plural: str, icon: str) -> tuple[PageEntry, PageEntry]:
    """Return the page that lists a kind of record, and the page of one."""
    noun = plural.removesuffix("s")
    return (
        PageEntry(plural, f"{plural}.py", plural.capitalize(), icon, section="Managed by API"),
        PageEntry(noun, f"{noun}.py", noun.capitalize(), icon, listed=False),
    )


ADAPTERS, ADAPTER = _record_pages("adapters", ":material/extension:")
DEPLOYMENTS, DEPLOYMENT = _record_pages("deployments", ":material/dns:")
FILESETS, FILESET = _record_pages("filesets", ":material/folder:")
GROUPS, GROUP = _record_pages("groups", ":material/workspaces:")
PROMPTS, PROMPT = _record_pages("prompts", ":material/forum:")

PAGES: Final = (
    *(HOME, TEMPLATES, TEMPLATE, NEW_TEMPLATE, MODELS, MODEL, REGISTER, COMPARE, TRANSFER),
    *(ADAPTERS, ADAPTER, DEPLOYMENTS, DEPLOYMENT, FILESETS, FILESET),
    *(GROUPS, GROUP, PROMPTS, PROMPT),
)
"""Every page, in the navigation's order."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page with the query of its URL.

    Attributes:
        entry: the page.
        query: the URL's query; a list gives its name more than once.
    """

    entry: PageEntry
    query: Mapping[str, str | list[str]]

    @property
    def url(self) -> str:
        """The link as text, relative to the app's address: for tables, graphs and Markdown."""
        path = "" if self.entry is HOME else self.entry.path
        return f"{path}?{urlencode(self.query, doseq=True)}"

    def draw(self, label: str, *, icon: str | None = None, width: str = "content") -> None:
        """Draw the link; people can open it in another tab."""
        st.page_link(
            self.entry.page(),
            label=label,
            icon=icon,
            width=width,  # type: ignore[arg-type]
            query_params=dict(self.query),
        )

    def open(self) -> NoReturn:
        """Open the page at once; the rest of the script does not run."""
        st.switch_page(self.entry.page(), query_params=dict(self.query))


def read_number(text: str | None) -> int | None:
    """Read a number in a URL; None for any other text and for one that is too long."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else None


def page_link(entry: PageEntry, workspace: str) -> Link:
    """Link to a page that shows a workspace."""
    return Link(entry, {"workspace": workspace})


def template_link(workspace: str, name: str, version: int | None = None) -> Link:
    """Link to a template: to one version of it, or to the latest."""
    return Link(TEMPLATE, _query(workspace, name=name, version=version))


def model_link(workspace: str, name: str, revision: int | None = None) -> Link:
    """Link to a model: to one revision of it, or to the latest."""
    return Link(MODEL, _query(workspace, name=name, revision=revision))


def models_link(workspace: str, *, template: str | None = None, review: str | None = None) -> Link:
    """Link to the models of a workspace.

    Args:
        workspace: where the models are.
        template: only those that use the template of this name.
        review: only those in this state of review, which the URL has in words.
    """
    words = review and review.replace("_", " ").capitalize()
    return Link(MODELS, _query(workspace, template=template, review=words))


def new_template_link(
    workspace: str,
    *,
    source: str | None = None,
    edit: str | None = None,
    draft: str | None = None,
) -> Link:
    """Link to the editor of templates.

    Args:
        workspace: where the template is or will be.
        source: the name of the template that a new one is based on.
        edit: the name of the template to make a new version of.
        draft: the id of the draft to continue.
    """
    return Link(NEW_TEMPLATE, _query(workspace, edit=edit, draft=draft, **{"from": source}))


def register_link(
    workspace: str,
    *,
    template: str | None = None,
    version: int | None = None,
    source: str | None = None,
    edit: str | None = None,
    draft: str | None = None,
) -> Link:
    """Link to the registration of a model.

    Args:
        workspace: where the model is or will be.
        template: the name of the template to choose.
        version: its version; the latest when None.
        source: the name of the model that a new one is based on.
        edit: the name of the model to change.
        draft: the id of the draft to continue.
    """
    query = _query(workspace, template=template, version=version, edit=edit, draft=draft)
    return Link(REGISTER, query | ({} if source is None else {"from": source}))


def registered_link(workspace: str, name: str) -> Link:
    """Link to the page after registering a model: how to run it, and next steps."""
    return Link(REGISTER, _query(workspace, done=name))


def compare_link(workspace: str, names: Iterable[str]) -> Link:
    """Link to models side by side, in the order of their names as given."""
    return Link(COMPARE, {"workspace": workspace, "name": list(names)})


def name_link(entry: PageEntry, workspace: str, name: str) -> Link:
    """Link to the page of an entity that the URL names by name."""
    return Link(entry, _query(workspace, name=name))


def id_link(entry: PageEntry, workspace: str, id: str) -> Link:
    """Link to the page of an entity that the URL names by id."""
    return Link(entry, _query(workspace, id=id))


def _query(workspace: str, **more: str | int | None) -> dict[str, str | list[str]]:
    given = {key: str(value) for key, value in more.items() if value is not None}
    return {"workspace": workspace, **given}
