"""A consolidation table as people keep it in Excel: what stands where, recognised and proposed, never written.

In goes a sheet as plain data (`core.workbooks`), out comes a proposal that a person corrects. What is written, and how,
is `targets.free_workbooks.intake`.
"""
