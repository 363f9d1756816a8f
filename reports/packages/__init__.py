"""The pages of plan packages; what a package is and does is in `targets.packages` (ADR 27)."""
