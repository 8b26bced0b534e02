"""The error of a stored record that cannot be read."""

from collections.abc import Sequence

from registry.errors import StoreDamaged
from registry.store.records import Record
from streamlit_jsonschema_form.problems import Problem


class DamagedRecord(StoreDamaged):
    """The store holds a record whose body is not valid, as after an edit by hand.

    Attributes:
        record: as it is in the store.
        problems: what is wrong, each at its place.
    """

    def __init__(self, noun: str, record: Record, problems: Sequence[Problem]) -> None:
        self.record, self.problems = record, tuple(problems)
        reasons = "; ".join(str(problem) for problem in problems[:5])
        super().__init__(
            f"{noun} {record.workspace}/{record.name} ({record.id}) cannot be read: {reasons}",
            "correct it in the store, or delete it",
        )
