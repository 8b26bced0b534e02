"""The adapters of a workspace."""

from registry.ui.records import adapters, page

page.draw_list(adapters.KIND)
