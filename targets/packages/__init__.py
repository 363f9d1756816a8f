"""A plan with everything that belongs to it as one file: written, read, compared, taken in (ADR 0027).

The format is described in docs/plan-package.md.
"""

FORMAT, VERSION = "goi-ke-hoach", 1
ENDING = ".kehoach.zip"
