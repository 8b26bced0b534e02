"""Drafts in a table of their own, and none of what they were; the lock knows the last commit.

Servers of an older version would go on to write drafts into the events: the lock for writing has a
new name, without which they cannot write.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSON

revision = "0004"
down_revision = "0003"

ENTITIES = "patternshop_entities"
EVENTS = "patternshop_events"
DRAFTS = "patternshop_drafts"
TEXT = sa.Text(collation="C")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = (
    "kind, id, workspace, name, revision, created_at, updated_at, body, folded, actor, purpose"
)


def upgrade() -> None:
    """Move the drafts, and delete the events of all drafts that ever were."""
    op.rename_table("patternshop_turn", "patternshop_write_lock")
    op.add_column("patternshop_write_lock", sa.Column("commit_id", TEXT))
    _create_drafts()
    op.execute(
        f"INSERT INTO {DRAFTS} ({COLUMNS}) SELECT {COLUMNS} FROM {ENTITIES} WHERE kind = 'drafts'"
    )
    op.execute(f"DELETE FROM {ENTITIES} WHERE kind = 'drafts'")
    op.execute(f"DELETE FROM {EVENTS} WHERE kind = 'drafts'")
    op.drop_column(ENTITIES, "actor")


def _create_drafts() -> None:
    op.create_table(
        DRAFTS,
        *(sa.Column(name, TEXT, nullable=False) for name in ("kind", "id", "workspace", "name")),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("folded", JSON),
        sa.Column("actor", TEXT),
        sa.Column("purpose", TEXT),
        sa.PrimaryKeyConstraint("kind", "id"),
        sa.UniqueConstraint("kind", "workspace", "name"),
    )
    op.create_index(f"{DRAFTS}_actor", DRAFTS, ["kind", "workspace", "actor", "updated_at", "id"])
