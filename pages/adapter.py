"""One adapter."""

from registry.ui.records import adapters, page

page.draw_one(adapters.KIND)
