"""The column `words` for further kinds than templates and models."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ENTITIES = "patternshop_entities"
SEARCHED = {
    "adapters": ("name", "body.description", "body.model", "body.fileset"),
    "deployments": ("body.name",),
    "filesets": ("name", "body.description", "body.project"),
    "groups": ("name", "body.description"),
    "prompts": ("name", "body.description", "body.project"),
}
CHUNK = 500
READ = sa.text(
    f"SELECT id, name, CAST(body AS TEXT) AS body FROM {ENTITIES} "
    f"WHERE kind = :kind AND id > :after ORDER BY id LIMIT {CHUNK}"
)
FILL = sa.text(f"UPDATE {ENTITIES} SET words = :words WHERE kind = :kind AND id = :id")


def upgrade() -> None:
    """Fill the column.

    Not in SQL: with the collation C, `lower` changes only A to Z.
    """
    for kind in SEARCHED:
        after = ""
        while rows := op.get_bind().execute(READ, {"kind": kind, "after": after}).all():
            found = [{"kind": kind, "id": row.id, "words": _words(kind, row)} for row in rows]
            op.get_bind().execute(FILL, found)
            after = rows[-1].id


def _words(kind: str, row: sa.Row[tuple[str, str, str]]) -> str:
    """Join the texts, as `indexed_fields` does."""
    body = json.loads(row.body)
    values = {"name": row.name, **{f"body.{name}": value for name, value in body.items()}}
    texts = [values.get(field) for field in SEARCHED[kind]]
    return "\n".join(text for text in texts if isinstance(text, str)).lower()
