"""The store for several machines: PostgreSQL, and SQLite through the same code for tests.

store.py       what the contract asks for
session.py     a transaction
recovery.py    what is tried again after the connection was lost, and when
pages.py       filters, orders, cursors and totals as SQL; filters.py, places.py and reading.py below
tables.py      the tables; migrations/ makes them, schema.py runs those
engine.py      connections; trouble.py says what their errors mean
"""
