"""One group."""

from registry.ui.records import groups, page

page.draw_one(groups.KIND)
