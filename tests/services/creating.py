"""Words for making models as people do."""

from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.model import Model
from registry.errors import Invalid
from registry.services import Services

Cast = Callable[..., Model]
Pattern = Callable[..., dict[str, Any]]


def create(services: Services, name: str = "plain", **fields: Any) -> Model:
    return services.models.create({"name": name, **fields}, workspace="default", actor="ada")


def refusal(services: Services, **fields: Any) -> list[tuple[str | int, ...]]:
    with pytest.raises(Invalid) as caught:
        create(services, **fields)
    return [problem.path for problem in caught.value.problems]
