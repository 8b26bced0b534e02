"""What differs between two models, or between two revisions of one."""

from registry.domain.model import Model
from streamlit_jsonschema_form.model import Change, diff, get
from streamlit_jsonschema_form.problems import JsonValue

__all__ = ["Change", "find_differences"]

_BOOKKEEPING = frozenset(
    {
        "id",
        "workspace",
        "revision",
        "created_at",
        "created_by_user_id",
        "created_by_identity_type",
        "updated_at",
        "updated_by",
    }
)


def find_differences(
    models: tuple[Model, Model], masked: tuple[Model, Model]
) -> tuple[Change, ...]:
    """Return the changes from the first model to the second.

    The models themselves are compared, so that a new secret is a change; what is shown of it comes
    from their masked copies.
    """
    before, after = (_content(model) for model in masked)
    return tuple(
        Change(change.path, get(before, change.path), get(after, change.path))
        for change in diff(_content(models[0]), _content(models[1]))
    )


def _content(model: Model) -> dict[str, JsonValue]:
    return {key: value for key, value in model.to_json().items() if key not in _BOOKKEEPING}
