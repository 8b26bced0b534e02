"""The editor of templates: new, from another one, or a new version."""

from registry.errors import NotFound
from registry.ui import links, session, template_draft, template_editor
from registry.ui.text import draw_empty_state
from streamlit_jsonschema_form.ui import escape_markdown

services, workspace = session.services(), session.workspace()
try:
    template_editor.draw(services, template_draft.current(services, workspace))
except NotFound as error:
    draw_empty_state(
        "Nothing to continue",
        f"{escape_markdown(str(error))}. It may have been saved or discarded.",
        ":material/search_off:",
        ("Start over", links.NEW_TEMPLATE.icon, links.new_template_link(workspace)),
        (
            "View templates",
            links.TEMPLATES.icon,
            links.page_link(links.TEMPLATES, workspace),
        ),
    )
