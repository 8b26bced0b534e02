"""One fileset."""

from registry.ui.records import filesets, page

page.draw_one(filesets.KIND)
