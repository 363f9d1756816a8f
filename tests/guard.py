"""What the guard of reading requests asks the database: on PostgreSQL, inside the transaction of a test, a savepoint
that is rolled back and released (SAVEPOINT, ROLLBACK TO, RELEASE); on SQLite nothing that counts."""

from django.db import connection

GUARD = 3 if connection.vendor == "postgresql" else 0
