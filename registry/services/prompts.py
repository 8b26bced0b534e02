"""What can be done with saved prompts."""

from collections.abc import Mapping
from typing import Any

from registry.domain.saved_prompt import SavedPrompt, SavedPromptInput
from registry.services.record_reader import RecordReader
from registry.services.records import PROMPTS, ServiceContext, validate_input
from registry.services.retry import retry_on_stale

_TABLE = PROMPTS.table


class Prompts:
    """Prompts; a change replaces everything but the name.

    Attributes:
        records: reads their stored records.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self.records = RecordReader(context, PROMPTS)

    def create(
        self, given: SavedPromptInput | Mapping[str, Any], *, workspace: str, actor: str
    ) -> SavedPrompt:
        """Add a prompt. Raises Invalid, NoWorkspace, AlreadyExists."""
        wanted = validate_input(SavedPromptInput, given, PROMPTS.noun)
        return self._context.add(PROMPTS, dict(wanted), workspace, actor)

    def get(self, workspace: str, name: str) -> SavedPrompt:
        """Return a prompt. Raises NotFound."""
        with self._context.reading() as store:
            return PROMPTS.read(store.find(_TABLE, workspace, name))

    def replace(
        self, workspace: str, name: str, given: Mapping[str, Any], *, actor: str
    ) -> SavedPrompt:
        """Put new content in the place of the old. Raises NotFound, Invalid."""
        wanted = validate_input(SavedPromptInput, {**given, "name": name}, PROMPTS.noun)

        def write(current: SavedPrompt) -> SavedPrompt:
            return self._context.update(PROMPTS, current, dict(wanted), actor)

        return retry_on_stale(lambda: self.get(workspace, name), write)

    def delete(self, workspace: str, name: str, *, actor: str) -> None:
        """Remove a prompt. Raises NotFound."""
        with self._context.changing(actor) as change:
            change.delete(_TABLE, change.find(_TABLE, workspace, name).id)
