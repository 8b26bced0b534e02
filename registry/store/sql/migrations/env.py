"""What Alembic runs: the steps that are missing, over the connection that it is given."""

from alembic import context

from registry.store.sql.schema import VERSIONS

context.configure(connection=context.config.attributes["connection"], version_table=VERSIONS)
with context.begin_transaction():
    context.run_migrations()
