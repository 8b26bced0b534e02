"""Who owns an entity, as Scale's owner block says it."""

from enum import StrEnum


class IdentityType(StrEnum):
    """What kind of account acted."""

    USER = "user"
    SERVICE_ACCOUNT = "service_account"
