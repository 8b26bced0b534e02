"""The migrations of the tables, run by `registry.store.postgres.schema`."""
