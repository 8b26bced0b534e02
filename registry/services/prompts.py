"""What can be done with prompts that are kept by themselves."""

from collections.abc import Mapping
from typing import Any

from registry.domain.saved_prompt import SavedPrompt, SavedPromptInput
from registry.services.record_reader import Shelf
from registry.services.records import PROMPTS, Ground, accept, is_same
from registry.services.retry import change_newest

_TABLE = PROMPTS.table


class Prompts:
    """Prompts; a change replaces everything but the name.

    Attributes:
        shelf: their records, as they are kept.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.shelf = Shelf(ground, PROMPTS)

    def create(
        self, given: SavedPromptInput | Mapping[str, Any], *, workspace: str, actor: str
    ) -> SavedPrompt:
        """Add a prompt. Raises Invalid, NoWorkspace, AlreadyExists."""
        wanted = accept(SavedPromptInput, given, PROMPTS.noun)
        return self._ground.add(PROMPTS, dict(wanted), workspace, actor)

    def get(self, workspace: str, name: str) -> SavedPrompt:
        """Return a prompt. Raises NotFound."""
        with self._ground.reading() as store:
            return PROMPTS.read(store.find(_TABLE, workspace, name))

    def replace(
        self, workspace: str, name: str, given: Mapping[str, Any], *, actor: str
    ) -> SavedPrompt:
        """Put new content in the place of the old. Raises NotFound, Invalid."""
        wanted = accept(SavedPromptInput, {**given, "name": name}, PROMPTS.noun)
        return change_newest(
            lambda: self.get(workspace, name), lambda now: self._replace(now, wanted, actor)
        )

    def delete(self, workspace: str, name: str, *, actor: str) -> None:
        """Remove a prompt. Raises NotFound."""
        with self._ground.changing(actor) as change:
            change.delete(_TABLE, change.find(_TABLE, workspace, name).id)

    def _replace(self, current: SavedPrompt, wanted: SavedPromptInput, actor: str) -> SavedPrompt:
        columns = {"revision": current.revision + 1, "updated_at": self._ground.clock()}
        changed = current.model_copy(update={**dict(wanted), **columns})
        if is_same(PROMPTS.write(changed), PROMPTS.write(current)):
            return current
        with self._ground.changing(actor) as change:
            change.replace(PROMPTS.write(changed), expected=current.revision)
        return changed
