"""What lists of models filter by, too: the fileset."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = "sqlite"
ENTITIES = "patternshop_entities"
TEXT = sa.Text(collation="C").with_variant(sa.Text(), SQLITE)

# The key of a text, as `registry.store.sql.places.key_of` makes it: 3 and the text, cut at 600. Whatever
# names a fileset names it by a text.
FILL = f"UPDATE {ENTITIES} SET fileset = substr('3' || (body ->> 'fileset'), 1, 600)"


def upgrade() -> None:
    """Add the column, fill it from what is there, and make what finds its rows."""
    op.add_column(ENTITIES, sa.Column("fileset", TEXT))
    op.execute(f"{FILL} WHERE body ->> 'fileset' IS NOT NULL")
    op.create_index(f"{ENTITIES}_fileset", ENTITIES, ["kind", "fileset"])
