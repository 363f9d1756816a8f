"""What is asked of a row that comes from a file, before the database is; shared by fixtures and packages."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _


def check_row(row: Model) -> None:
    """What the database cannot say. Foreign keys were just looked up; its constraints speak when the row is saved.

    Raises ValidationError.
    """
    row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
    row.clean()


def field_reasons(error: ValidationError) -> str:
    """What is wrong, field by field, in one line."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(
        reason if field == "__all__" else _("trường %(field)s: %(reason)s") % {"field": field, "reason": reason}
        for field, reasons in error.message_dict.items()
        for reason in reasons
    )
