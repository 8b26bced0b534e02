"""The store for several machines: PostgreSQL.

store.py           the store's contract
transaction.py     a transaction, repeated when the connection was lost
writes.py          changes of records, and the events that record them
reads.py           records by id, by name and in pages; filters.py, order_by.py and
                   json_functions.py are the SQL of their conditions and orders
batch_query.py     several queries in one statement
tables.py          the tables; indexed_fields.py lists the columns for fields of bodies
schema.py          creates and upgrades the tables by migrations/
engine.py          the pool of connections; db_errors.py explains its errors
"""
