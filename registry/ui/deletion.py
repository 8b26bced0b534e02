"""The confirmation that every deletion asks for."""

import streamlit as st


def draw_confirmation(noun: str, name: str) -> bool:
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
