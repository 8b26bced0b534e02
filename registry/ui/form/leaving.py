"""Lets what is typed be taken over however the focus leaves its box.

Streamlit takes a text over when the focus leaves the box, but not when it goes to a button within: to
"Show password" with Tab, or to the question mark with Shift+Tab. From there it goes on, the box still
shows the text, and the value before is what would be sent. Streamlit has no words for that, so a
script tells the box that it is left.
"""

from typing import Final

import streamlit as st

_SCRIPT: Final = """<script>
(() => {
  if (window.formsTellOfLeaving) return;
  window.formsTellOfLeaving = true;
  const buttons = '[aria-label^="Help for "], [aria-label$=" password"]';
  const widgets = "[data-testid$=Input], [data-testid$=Area]";
  document.addEventListener("focusout", ({target, relatedTarget}) => {
    const widget = target.closest(widgets);
    if (!widget || target.closest("button") || !relatedTarget) return;
    if (!widget.contains(relatedTarget) || !relatedTarget.matches(buttons)) return;
    target.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));
  });
})();
</script>"""


def tell_of_leaving() -> None:
    """Draw the script; it runs once in a tab, however many forms there are."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
