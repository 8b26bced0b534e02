"""Prompts that are kept by themselves: the list, and one of them."""

from typing import Final

import streamlit as st

from registry.domain.saved_prompt import SavedPrompt
from registry.services import Services
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.records import page, table
from registry.ui.records.related import record_rows
from registry.ui.snippets import prompts
from registry.ui.text import pluralize
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.ui import escape_markdown, inline_code

_DESCRIPTION: Final = "Reusable messages with variables to fill in."


def draw_list(services: Services, workspace: str) -> None:
    """Draw the prompts of a workspace."""
    connection = code_view.connect_to(workspace)
    listing = table.ListPage(
        links.PROMPTS,
        "prompt",
        _DESCRIPTION,
        "Name, description, project…",
        services.prompts,
        _row,
        lambda: (prompts.new_prompt(connection),),
    )
    table.draw(listing, workspace)


def open_one(services: Services, workspace: str, name: str) -> page.EntityPage:
    """Return the page of a prompt. Raises NotFound."""
    prompt = services.prompts.find(workspace, name)
    return page.EntityPage(
        links.PROMPTS,
        "prompt",
        prompt.id,
        name,
        workspace,
        lambda: services.prompts.delete(workspace, name, actor=session.actor()),
        f"This deletes **{escape_markdown(name)}**. Its name can be used again.",
        {
            "Messages": lambda: _draw(prompt),
            "JSON": lambda: page.draw_json(prompt, name),
            "Code": lambda: code_view.draw(
                prompts.tasks_of(prompt, code_view.connect_to(workspace))
            ),
        },
    )


def _row(prompt: SavedPrompt) -> table.ListRow:
    return table.ListRow(
        prompt.name,
        links.prompt_link(prompt.workspace, prompt.name),
        pluralize(len(prompt.messages), "message"),
        (),
        prompt.updated_at,
    )


def _draw(prompt: SavedPrompt) -> None:
    if prompt.description:
        st.markdown(escape_markdown(prompt.description))
    if not prompt.messages:
        st.caption("No messages.")
    for message in prompt.messages:
        st.caption(message.role.value.capitalize())
        st.code(message.content, language=None, wrap_lines=True)
    texts = {"Variables": prompt.input_variables, "Tags": prompt.tags}
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
        "Tool choice": prompt.tool_choice,
        "Response format": prompt.response_format,
        "Inference parameters": None if params is None else params.to_json(),
    }
    for title, value in sent.items():
        if value is not None:
            st.markdown(f"##### {title}")
            st.code(write_json(value, indent=2), language="json", wrap_lines=True)
    draw_table("Record", record_rows(prompt))
