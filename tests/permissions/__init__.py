"""Every address of the application × every kind of person × reading and writing, with the expected answer.

`matrix.py` is the table, typed by hand; the tests ask each of its cells, and `python -m tests.permissions` writes
docs/permissions.md from it.
"""
