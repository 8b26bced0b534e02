"""Models side by side."""

import streamlit as st

from registry.ui import comparison, links, session
from registry.ui.text import draw_empty_state
from registry.ui.url_state import draw_back_link
from streamlit_jsonschema_form.ui import escape_markdown

services, workspace = session.services(), session.workspace()
draw_back_link(
    "Models",
    links.page_link(links.MODELS, workspace),
    visit="comparison",
    forget=["differences"],
)
st.title("Compare models")

names = list(dict.fromkeys(st.query_params.get_all("name")))
shown = names[: comparison.MAX_MODELS]
if len(names) > len(shown):
    st.info(
        f"You can compare up to {len(shown)} models. Showing the first {len(shown)} of "
        f"{len(names)}.",
        icon=":material/filter_6:",
    )
compared, missing = comparison.find_models(services, workspace, shown)
if missing:
    st.warning(
        f"Not found: {escape_markdown(', '.join(missing))}. Check the names; models may have been renamed "
        "or deleted.",
        icon=":material/search_off:",
    )
if compared:
    comparison.draw(services, workspace, compared)
else:
    draw_empty_state(
        "Nothing to compare yet",
        "Select two or more on the Models page, or add them here by name.",
        ":material/compare_arrows:",
        ("Select models", ":material/deployed_code:", links.page_link(links.MODELS, workspace)),
    )
    comparison.draw_add_model(services, workspace, [])
