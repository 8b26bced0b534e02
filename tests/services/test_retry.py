from collections.abc import Callable

import pytest

from registry.domain.model import Model
from registry.errors import StaleRevision
from registry.services import Services
from registry.services.records import retry_on_stale


def test_a_change_is_made_to_what_others_left(
    services: Services, cast: Callable[..., Model]
) -> None:
    made = cast()
    rivals = iter(range(2))

    def write(current: Model) -> Model:
        given = current.to_input().model_copy(update={"display_name": "Mine"})
        for number in rivals:
            theirs = current.to_input().model_copy(update={"description": f"Theirs {number}"})
            services.models.change(made.id, theirs, expected=current.revision, actor="bob")
            break
        return services.models.change(made.id, given, expected=current.revision, actor="ada")

    changed = retry_on_stale(lambda: services.models.get(made.id), write)
    assert (changed.display_name, changed.description, changed.revision) == ("Mine", "Theirs 1", 4)


def test_a_change_that_others_always_overtake_gives_up() -> None:
    tries: list[int] = []

    def write(current: int) -> int:
        tries.append(current)
        raise StaleRevision("model", "default/llama", 1, 2)

    with pytest.raises(StaleRevision):
        retry_on_stale(lambda: 1, write)
    assert 2 <= len(tries) <= 10
