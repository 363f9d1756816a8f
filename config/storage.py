"""Static files in production: compressed, and named by their content so that browsers may keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also the modules of a script name each other by content."""

    support_js_module_import_aggregation = True
