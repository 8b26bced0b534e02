"""One deployment."""

from registry.ui.records import deployments, page

page.draw_one(deployments.KIND)
