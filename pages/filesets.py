"""The filesets of a workspace."""

from registry.ui.records import filesets, page

page.draw_list(filesets.KIND)
