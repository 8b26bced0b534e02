"""The store for several machines: PostgreSQL.

store.py           the store's contract
transaction.py     a transaction, repeated when the connection was lost
writes.py          changes of entities, and the events that record them
pages.py           pages of records; filters.py, order_by.py and json_functions.py are their SQL
questions.py       several questions in one statement
tables.py          the tables; indexed_fields.py lists the columns for fields of bodies
schema.py          creates and upgrades the tables by migrations/
engine.py          the pool of connections; db_errors.py explains its errors
"""
