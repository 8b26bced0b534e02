"""The deployments of a workspace."""

from registry.ui.records import deployments, page

page.draw_list(deployments.KIND)
