"""Prompts that are kept by themselves: the list, and one of them."""

from typing import Final

import streamlit as st

from registry.domain.saved_prompt import SavedPrompt
from registry.services import Services
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.records import page, table
from registry.ui.records.references import moments
from registry.ui.snippets import prompts
from registry.ui.text import count
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.ui import escape_markdown, inline_code

_ABOUT: Final = "Messages with gaps to fill, and how they are sent."


def draw_list(services: Services, workspace: str) -> None:
    """Draw the prompts of a workspace."""
    place = code_view.place_of(workspace)
    catalogue = table.Catalogue(
        links.PROMPTS,
        "prompt",
        _ABOUT,
        "Name, description, project…",
        services.entity_lists.prompts,
        _row,
        lambda: (prompts.new_prompt(place),),
    )
    table.draw(catalogue, workspace)


def open_one(services: Services, workspace: str, name: str) -> page.Record:
    """Return the page of a prompt. Raises NotFound."""
    prompt = services.prompts.get(workspace, name)
    return page.Record(
        links.PROMPTS,
        "prompt",
        prompt.id,
        name,
        workspace,
        lambda: services.prompts.delete(workspace, name, actor=session.actor()),
        f"**{escape_markdown(name)}** goes, and its name becomes free.",
        {
            "Messages": lambda: _draw(prompt),
            "JSON": lambda: page.draw_json(prompt, name),
            "Code": lambda: code_view.draw(prompts.tasks_of(prompt, code_view.place_of(workspace))),
        },
    )


def _row(prompt: SavedPrompt) -> table.Row:
    return table.Row(
        prompt.name,
        links.prompt_link(prompt.workspace, prompt.name),
        count(len(prompt.messages), "message"),
        (),
        prompt.updated_at,
    )


def _draw(prompt: SavedPrompt) -> None:
    if prompt.description:
        st.markdown(escape_markdown(prompt.description))
    if not prompt.messages:
        st.caption("It has no messages.")
    for message in prompt.messages:
        st.caption(message.role.value.capitalize())
        st.code(message.content, language=None, wrap_lines=True)
    texts = {"Gaps": prompt.input_variables, "Tags": prompt.tags}
    draw_table(
        "Prompt",
        {
            **({"Project": escape_markdown(prompt.project)} if prompt.project else {}),
            **{title: ", ".join(map(inline_code, each)) for title, each in texts.items() if each},
        },
    )
    params = prompt.inference_params
    sent: dict[str, JsonValue] = {
        "Tools": None if prompt.tools is None else [tool.to_json() for tool in prompt.tools],
        "Choice of tools": prompt.tool_choice,
        "Shape of the answer": prompt.response_format,
        "Inference parameters": None if params is None else params.to_json(),
    }
    for title, value in sent.items():
        if value is not None:
            st.markdown(f"##### {title}")
            st.code(write_json(value, indent=2), language="json", wrap_lines=True)
    draw_table("Record", moments(prompt))
