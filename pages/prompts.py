"""The prompts of a workspace."""

from registry.ui.records import page, prompts

page.draw_list(prompts.KIND)
