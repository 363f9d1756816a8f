"""Entry workbooks: what they carry unseen, and how a filled one is read and compared. Nothing here writes a figure."""
