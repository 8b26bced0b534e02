"""The adapters of a workspace."""

from registry.ui import session
from registry.ui.records import adapters

adapters.draw_list(session.services(), session.workspace())
