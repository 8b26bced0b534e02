"""Values that wait outside of the value until a choice brings them back, and how they are saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from streamlit_jsonschema_form.problems import JsonValue


@dataclass(frozen=True, slots=True)
class Aside:
    """A value that an edit put out of force; it returns when its place does.

    Attributes:
        value: what was there.
        after: the keys that stood before it, so that it returns to its place in the order.
        branch: the branch whose leaving put it out of force, as `place|union|branch`; else empty.
    """

    value: JsonValue
    after: tuple[str, ...]
    branch: str = ""

    def moved(self, move: Callable[[str], str]) -> Self:
        """Return the same, where places have other ids."""
        return replace(self, branch=move(self.branch)) if self.branch else self

    def to_json(self) -> list[JsonValue]:
        """Write it as a list."""
        return [self.value, list(self.after), *([self.branch] if self.branch else [])]

    @classmethod
    def from_json(cls, saved: list[Any]) -> Self:
        """Read what `to_json` wrote."""
        value, after, *branch = saved
        return cls(value, tuple(after), *branch)


@dataclass(frozen=True, slots=True)
class Left:
    """What to mind when a branch that was left is chosen again.

    Attributes:
        overwritten: what the constants of another branch took the place of; None where nothing was.
        along: the branch that the value went along to, as `place|union|branch`.
    """

    overwritten: Mapping[str, Aside | None]
    along: str = ""

    def moved(self, move: Callable[[str], str]) -> Self:
        """Return the same, where places have other ids."""
        return replace(self, along=move(self.along)) if self.along else self

    def to_json(self) -> list[JsonValue]:
        """Write it as a list."""
        kept = {k: None if was is None else was.to_json() for k, was in self.overwritten.items()}
        return [{**kept}, self.along]

    @classmethod
    def from_json(cls, saved: list[Any] | Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote; earlier it wrote what was overwritten alone."""
        overwritten, along = saved if isinstance(saved, list) else (saved, "")
        return cls({key: was and Aside.from_json(was) for key, was in overwritten.items()}, along)
