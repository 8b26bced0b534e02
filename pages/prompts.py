"""The prompts of a workspace."""

from registry.ui import session
from registry.ui.records import prompts

prompts.draw_list(session.services(), session.workspace())
