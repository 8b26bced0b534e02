"""Stored prompts: their pages."""

from typing import Final

import streamlit as st

from registry.domain.saved_prompt import SavedPrompt
from registry.services import Services
from registry.ui import links
from registry.ui.attributes_view import draw_table
from registry.ui.records import page
from registry.ui.snippets import tasks
from registry.ui.text import pluralize
from streamlit_jsonschema_form.ui import escape_markdown, inline_code


def _draw(_: Services, prompt: SavedPrompt) -> None:
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
    page.draw_json_values(
        {
            "Tools": None if prompt.tools is None else [tool.to_json() for tool in prompt.tools],
            "Tool choice": prompt.tool_choice,
            "Response format": prompt.response_format,
            "Inference parameters": None if params is None else params.to_json(),
        }
    )
    page.draw_record(prompt)


KIND: Final = page.RecordKind(
    entries=(links.PROMPTS, links.PROMPT),
    noun="prompt",
    key="name",
    description="Reusable messages with variables to fill in.",
    hint="Name, description, project…",
    entities=lambda services: services.prompts,
    find=lambda services, workspace, name: services.prompts.find(workspace, name),
    delete=lambda services, prompt, actor: services.prompts.delete(
        prompt.workspace, prompt.name, actor=actor
    ),
    loss=lambda prompt: (
        f"This deletes **{escape_markdown(prompt.name)}**. Its name can be used again."
    ),
    row=lambda _, prompt: (pluralize(len(prompt.messages), "message"), ()),
    tabs={"Messages": _draw},
    tasks=lambda _, prompt, connection: tasks.prompt_tasks(prompt, connection),
    create=lambda _, connection: tasks.create_prompt(connection),
)
