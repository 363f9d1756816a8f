"""Lists in and out of workbooks and CSV files, by django-import-export (ADR 0026).

`files` reads an upload into rows of cells; `columns` and `references` say how a field stands in a cell, `headings`
which column is which; `resource` leads rows to the model and back; `checking` and `rules` ask its rules without a query
a row; `storing` writes, `sheets` draws files.
"""
