"""Entities, events and the lock for writing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSON

revision = "0001"
down_revision = None

ENTITIES = "patternshop_entities"
EVENTS = "patternshop_events"
WRITE_LOCK = "patternshop_turn"

TEXT = sa.Text(collation="C")
INSTANT = sa.DateTime(timezone=True)

SORTED = ("display_name", "model_type", "endpoint_type", "base_model", "project", "review_state",
          "updated_by")  # fmt: skip
REFERENCES = ("model_template_id", "model_group_id", "model_id")
FILTERED = (*REFERENCES, "finetuning_type", "actor", "purpose")


def upgrade() -> None:
    """Create the tables and their indexes."""
    _make_entities()
    _index_entities()
    _make_events()
    lock = op.create_table(
        WRITE_LOCK,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(lock, [{"id": 1, "sequence": 0}])


def _make_entities() -> None:
    op.create_table(
        ENTITIES,
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("folded", JSON),
        sa.Column("words", TEXT),
        *(sa.Column(name, TEXT) for name in (*SORTED, *FILTERED)),
        sa.PrimaryKeyConstraint("kind", "id"),
        sa.UniqueConstraint("kind", "workspace", "name"),
    )


def _index_entities() -> None:
    for column in ("created_at", "updated_at", *SORTED):
        op.create_index(f"{ENTITIES}_{column}", ENTITIES, ["kind", "workspace", column, "id"])
    op.create_index(f"{ENTITIES}_name", ENTITIES, ["kind", "name", "id"])
    for column in (*REFERENCES, "actor"):
        op.create_index(f"{ENTITIES}_{column}", ENTITIES, ["kind", column])


def _make_events() -> None:
    op.create_table(
        EVENTS,
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("commit_id", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("from_revision", sa.BigInteger, nullable=False),
        sa.Column("to_revision", sa.BigInteger),
        sa.Column("created_at", INSTANT),
        sa.Column("updated_at", INSTANT),
        sa.Column("body", JSON),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index(f"{EVENTS}_id", EVENTS, ["id", "sequence"])
    op.create_index(f"{EVENTS}_workspace", EVENTS, ["workspace", "sequence"])
