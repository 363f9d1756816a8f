from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Stock Django admin, with our own site as the default one (ADR 0001)."""

    default_site = "config.site.PlanSite"
