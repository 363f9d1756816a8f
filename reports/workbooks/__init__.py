"""Workbooks for entering figures offline: downloading one, uploading it filled, the preview, the decision."""
