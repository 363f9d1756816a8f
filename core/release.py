"""Which release of this software it is, for files that outlive it; as in pyproject.toml."""

NAME, RELEASE = "plan-targets", "0.1.0"
