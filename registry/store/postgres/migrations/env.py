"""Alembic's entry point: runs the missing migrations over the given connection."""

from alembic import context

from registry.store.postgres.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
