"""SQLite for a server with several threads and processes: the database backend `config.sqlite`."""
