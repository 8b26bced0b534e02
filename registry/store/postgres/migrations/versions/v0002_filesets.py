"""A column for the fileset, by which lists of models filter."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ENTITIES = "patternshop_entities"
TEXT = sa.Text(collation="C")

# The sort key of a text, as in `indexed_fields.sort_key`: 3 and the text, cut at 600 characters.
# The fileset is always a text.
FILL = f"UPDATE {ENTITIES} SET fileset = substr('3' || (body ->> 'fileset'), 1, 600)"


def upgrade() -> None:
    """Add the column, fill it and index it."""
    op.add_column(ENTITIES, sa.Column("fileset", TEXT))
    op.execute(f"{FILL} WHERE body ->> 'fileset' IS NOT NULL")
    op.create_index(f"{ENTITIES}_fileset", ENTITIES, ["kind", "fileset"])
