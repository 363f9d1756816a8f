"""Pages that take lists of the shell in and out as files (ADR 0026)."""
