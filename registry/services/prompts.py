"""What can be done with saved prompts."""

from collections.abc import Mapping
from typing import Any

from registry.domain.saved_prompt import SavedPrompt, SavedPromptInput
from registry.services.entity_service import EntityService
from registry.services.records import PROMPTS, retry_on_stale, validate_input


class Prompts(EntityService[SavedPrompt]):
    """Prompts; a change replaces everything but the name."""

    kind = PROMPTS

    def create(
        self, given: SavedPromptInput | Mapping[str, Any], *, workspace: str, actor: str
    ) -> SavedPrompt:
        """Add a prompt. Raises Invalid, NoWorkspace, AlreadyExists."""
        wanted = validate_input(SavedPromptInput, given, PROMPTS.noun)
        return self._context.add(PROMPTS, dict(wanted), workspace, actor)

    def replace(
        self, workspace: str, name: str, given: Mapping[str, Any], *, actor: str
    ) -> SavedPrompt:
        """Replace the content of a prompt. Raises NotFound, Invalid."""
        wanted = validate_input(SavedPromptInput, {**given, "name": name}, PROMPTS.noun)

        def write(current: SavedPrompt) -> SavedPrompt:
            return self._context.update(PROMPTS, current, dict(wanted), actor)

        return retry_on_stale(lambda: self.find(workspace, name), write)

    def delete(self, workspace: str, name: str, *, actor: str) -> None:
        """Remove a prompt. Raises NotFound."""
        with self._context.changing(actor) as change:
            change.delete(PROMPTS.table, change.find(PROMPTS.table, workspace, name).id)
