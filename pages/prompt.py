"""One prompt."""

from registry.ui.records import page, prompts

page.draw_one(prompts.KIND)
