"""The groups of a workspace."""

from registry.ui.records import groups, page

page.draw_list(groups.KIND)
