"""The dialog that confirms a deletion."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from registry.errors import Conflict, InUse, NotFound
from registry.ui import flash
from registry.ui.links import Link
from registry.ui.text import to_one_line
from streamlit_jsonschema_form.ui import escape_markdown

STALE_HINT: Final = "Close this and reload the page to see what changed."


def confirm(noun: str, name: str, loss: str, delete: Callable[[], object], next_page: Link) -> None:
    """Open a dialog that deletes an entity once its name is typed.

    Args:
        noun: the kind of entity.
        name: of the entity; any text.
        loss: Markdown: what is deleted.
        delete: deletes the entity; raises InUse, Conflict or NotFound.
        next_page: opened afterwards.
    """
    dialog = st.dialog(f"Delete this {noun}?", icon=":material/delete:")
    dialog(_draw)(noun, name, loss, delete, next_page)


def _draw(noun: str, name: str, loss: str, delete: Callable[[], object], next_page: Link) -> None:
    st.markdown(loss)
    if not _draw_confirmation(noun, name):
        return
    try:
        delete()
    except InUse as error:
        st.error(escape_markdown(str(error)), icon=":material/link:")
        return
    except Conflict as error:
        st.error(f"{escape_markdown(str(error))}. {STALE_HINT}", icon=":material/sync_problem:")
        return
    except NotFound:
        pass  # someone else has deleted it already
    flash.add(f"{to_one_line(name)} deleted.")
    next_page.open()


def _draw_confirmation(noun: str, name: str) -> bool:
    """Draw a field for the entity's name and the button that deletes it.

    Args:
        noun: the kind of entity.
        name: must be typed to enable the button; white space is ignored, since a field holds one line.

    Returns:
        Whether the button was pressed.
    """
    typed = st.text_input(
        f"Type the {noun}'s name to confirm", key="delete-name", live=True, autocomplete="off"
    )
    st.code(name, language=None)
    with st.container(horizontal=True, horizontal_alignment="right"):
        return st.button(
            f"Delete {noun}",
            type="primary",
            icon=":material/delete_forever:",
            key="delete-sure",
            disabled="".join((typed or "").split()) != "".join(name.split()),
        )
