"""Every error that Patternshop raises on purpose, as data.

    RegistryError
    ├── NotFound            no such entity, version or revision
    │   └── NoWorkspace     no such workspace, so nothing can be created in it
    ├── Conflict            the request is valid, but the current state prevents it
    │   ├── AlreadyExists   the name is taken in its workspace
    │   ├── StaleRevision   someone else changed it first
    │   └── InUse           other entities refer to it
    ├── Invalid             the input breaks rules, each one a Problem at its place
    ├── Unacceptable        a filter or a reference that is not supported
    ├── Denied              the operation is not allowed here
    ├── NotOffered          an operation that a registry does not have
    └── StoreUnavailable    the store cannot be read or written now
        └── StoreDamaged    its content is not what Patternshop wrote or can read

Each error says what was expected, what came, and what to do; its attributes carry the same facts
for programs.
"""

from collections.abc import Sequence

from streamlit_jsonschema_form.problems import Problem


class RegistryError(Exception):
    """Base of every error that Patternshop raises on purpose."""


class NotFound(RegistryError):
    """The entity, version or revision does not exist."""

    def __init__(self, kind: str, reference: str, hint: str = "") -> None:
        self.kind, self.reference, self.hint = kind, reference, hint
        super().__init__(f"{kind} {reference!r} not found" + (f"; {hint}" if hint else ""))


class NoWorkspace(NotFound):
    """The workspace in which an entity was to be created does not exist."""


class Conflict(RegistryError):
    """The request is valid, but the current state prevents it."""


class AlreadyExists(Conflict):
    """The name is taken."""

    def __init__(self, kind: str, workspace: str, name: str) -> None:
        self.kind, self.workspace, self.name = kind, workspace, name
        super().__init__(
            f"{kind} {name!r} already exists in workspace {workspace!r}; choose another name"
        )


class StaleRevision(Conflict):
    """Someone else changed the entity after it was read.

    Attributes:
        expected: the revision that the caller had read.
        current: the revision that is there now.
    """

    def __init__(self, kind: str, reference: str, expected: int, current: int) -> None:
        self.kind, self.reference = kind, reference
        self.expected, self.current = expected, current
        super().__init__(
            f"{kind} {reference!r} is at revision {current}, and the change was made to revision "
            f"{expected}; read it again and repeat the change"
        )


class InUse(Conflict):
    """Other entities refer to this one.

    Attributes:
        users: references of the entities that do, `workspace/name` each.
    """

    def __init__(self, kind: str, reference: str, users: Sequence[str], total: int) -> None:
        self.kind, self.reference, self.users, self.total = kind, reference, tuple(users), total
        named = ", ".join(users) + (f" and {total - len(users)} more" if total > len(users) else "")
        super().__init__(f"{kind} {reference!r} is used by {named}; delete those first")


class Invalid(RegistryError):
    """The input breaks rules.

    Attributes:
        problems: each broken rule at its place; never empty.
    """

    def __init__(self, what: str, problems: Sequence[Problem]) -> None:
        self.what, self.problems = what, tuple(problems)
        super().__init__(f"{what} is not valid: " + "; ".join(str(p) for p in problems[:10]))


class Unacceptable(RegistryError):
    """A filter or a reference that is not supported."""


class Denied(RegistryError):
    """The operation is not allowed here."""


class NotOffered(RegistryError):
    """The registry does not have this operation: it stores records and runs nothing."""

    def __init__(self, what: str, instead: str = "") -> None:
        self.what, self.instead = what, instead
        super().__init__(
            f"{what} is not offered: this is a registry, which stores records and runs nothing"
            + (f"; {instead}" if instead else "")
        )


class StoreUnavailable(RegistryError):
    """The store cannot be read or written now.

    Attributes:
        what: what could not be done, and why.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}; {remedy}")


class StoreDamaged(StoreUnavailable):
    """The store's content cannot be read; it was left untouched."""
