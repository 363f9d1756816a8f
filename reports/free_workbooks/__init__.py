"""A table that an office keeps in Excel, taken into an annex: its pages and the job behind them (ADR 25)."""
