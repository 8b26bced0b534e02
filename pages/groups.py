"""The groups of a workspace."""

from registry.ui import session
from registry.ui.records import groups

groups.draw_list(session.services(), session.workspace())
