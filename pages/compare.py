"""Models side by side."""

import streamlit as st

from registry.ui import comparison, links, session
from registry.ui.text import show_empty
from registry.ui.url_state import draw_way_back
from streamlit_jsonschema_form.ui import escape_markdown

services, workspace = session.services(), session.workspace()
draw_way_back(
    "Models",
    links.page_link(links.MODELS, workspace),
    visit="comparison",
    forget=["differences"],
)
st.title("Compare models")

named = list(dict.fromkeys(st.query_params.get_all("name")))
wanted = named[: comparison.MAX_MODELS]
if len(named) > len(wanted):
    st.info(
        f"The address names {len(named)} models; the first {len(wanted)} are shown.",
        icon=":material/filter_6:",
    )
sides, missing = comparison.open_sides(services, workspace, wanted)
if missing:
    st.warning(
        f"Not here, deleted or renamed meanwhile: {escape_markdown(', '.join(missing))}.",
        icon=":material/search_off:",
    )
if sides:
    comparison.draw(services, workspace, sides)
else:
    show_empty(
        "Nothing to compare yet",
        "Pick two or more models in the table of models, or add them here by name.",
        ":material/compare_arrows:",
        ("Pick models", ":material/deployed_code:", links.page_link(links.MODELS, workspace)),
    )
    comparison.draw_adder(services, workspace, [])
