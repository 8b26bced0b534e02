"""The deployments of a workspace."""

from registry.ui import session
from registry.ui.records import deployments

deployments.draw_list(session.services(), session.workspace())
