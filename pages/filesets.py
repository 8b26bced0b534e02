"""The filesets of a workspace."""

from registry.ui import session
from registry.ui.records import filesets

filesets.draw_list(session.services(), session.workspace())
