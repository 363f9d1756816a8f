"""Lists in and out of workbooks and CSV files, by django-import-export (ADR 0026).

`files` reads an upload into rows of cells, `columns` says how a field stands in a cell, `resource` leads rows to the
model and back, `rules` asks the model's constraints without a query a row, `storing` writes, `sheets` draws files.
"""
