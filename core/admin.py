"""The base of all lists and forms of the shell: rights, reach, search, columns. Classes declare, they do not decide."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.admin import ModelAdmin, RelatedOnlyFieldListFilter, ShowFacets, TabularInline
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms import BaseInlineFormSet, ModelForm, ModelMultipleChoiceField
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import format_date
from core.forms import WholeNumberField
from core.scope import is_within, reach, within
from core.text import fold


def value_at(obj: Any, lookup: str) -> Any:
    """`value_at(target, "locality__path")`; None where a step on the way is empty."""
    for step in lookup.split(LOOKUP_SEP):
        obj = getattr(obj, step) if obj is not None else None
    return obj


# A search is a few words; each is a condition of its own for the database.
LONGEST_SEARCH, MOST_WORDS = 200, 12
LONGEST_ID = 19  # digits; more is no number that the database has


def cut(search_term: str) -> str:
    return " ".join(search_term[:LONGEST_SEARCH].split()[:MOST_WORDS])


# Columns of lists


def column(name: str, label: Any, text: Callable[[Any], Any], order: str | None = None) -> Callable[[Any], Any]:
    """A column of a list; its cells carry the class `field-<name>`. Figures are named `figure_…`."""

    def cell(obj: Any) -> Any:
        return text(obj)

    cell.__name__ = name
    cell.short_description = label
    cell.admin_order_field = order
    return cell


def moment(value: Any) -> str:
    """A point in time, "08:30 07/03/2022" in the installation's time zone; empty for None."""
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def date_column(lookup: str, label: Any) -> Callable[[Any], str]:
    """A date as documents write it, "07/3/2022"."""
    return column(f"date_{lookup}", label, lambda obj: format_date(value_at(obj, lookup)), lookup)


def flag_column(name: str, label: Any) -> Callable[[Any], str]:
    """Yes as a word, no as nothing: Django's own icons say "True" to a screen reader."""
    return column(name, label, lambda obj: _("có") if getattr(obj, name) else "", name)


def badge_column(name: str, label: Any, tones: dict[str, str]) -> Callable[[Any], str]:
    """The state of a row as a badge; `tones` gives ok, warn, bad or muted for each value."""

    def text(obj: Any) -> str:
        shown = getattr(obj, f"get_{name}_display")()
        return format_html('<span class="badge badge--{}">{}</span>', tones[getattr(obj, name)], shown)

    return column(name, label, text, name)


# Filters of lists


class RelatedFilter(RelatedOnlyFieldListFilter):
    """Offers what the rows within reach hold, and no more."""

    def has_output(self) -> bool:
        """Django passes over the filter of an address where there is nothing to choose; here it still filters."""
        return super().has_output() or bool(self.used_parameters)


# Choosing a row of another list


class PlainMultiple(AutocompleteSelectMultiple):
    """Several rows of another list; what is no id chooses nothing, and the field says so."""

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        return super().optgroups(
            name, [one for one in value if str(one).isdecimal() and len(str(one)) < LONGEST_ID], attrs
        )


class ChosenRows(ModelMultipleChoiceField):
    """As Django's own, which a number beyond the database would stop."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class NamedAutocomplete(AutocompleteSelect):
    """An autocomplete whose chosen row is already in memory: a table of forms asks no query for each cell."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        if self.known is None or value != [str(self.known.pk)]:
            return self._looked_up(name, value, attrs)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*blank, self.create_option(name, value[0], str(self.known), True, len(blank))], 0)]

    def _looked_up(self, name: str, value: list[str], attrs: dict | None) -> list:
        try:
            return super().optgroups(name, value, attrs)
        except (ValueError, OverflowError):  # not an id: the field says so, here nothing is chosen
            return super().optgroups(name, [], attrs)


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers what the form would accept: the choices of the field that asks, to those who may fill in that form."""

    def get_queryset(self) -> QuerySet:
        if self.source_field.auto_created or not self.admin_site.is_registered(self.source_field.model):
            raise PermissionDenied
        source = self.admin_site.get_model_admin(self.source_field.model)
        if not source.has_change_permission(self.request):
            raise PermissionDenied
        rows = source.choices(self.source_field, self.request)
        return self.model_admin.get_search_results(self.request, rows, self.term)[0]


# Rights and forms


class RuledAdmin:
    """What lists and the tables inside forms share: rights come from the user's permissions, choices from their reach.

    Permissions stand here by value ("edit_plans"), because this layer does not know accounts.enums; without
    `edit_permission` nobody writes. Django's own permissions and the superuser flag are not asked.
    """

    view_permission = ""
    edit_permission = ""
    scope_fields: tuple[str, ...] = ()  # lookups of a locality's path; empty: not bound to a place
    # Columns that stand for raw figures where they cannot be changed ({"value": column}); None leaves a field out.
    shown_as: dict[str, Callable[[Any], Any] | None] = {}
    view_on_site = False
    formfield_overrides = {
        models.BigIntegerField: {"form_class": WholeNumberField},
        models.PositiveIntegerField: {"form_class": WholeNumberField},
    }

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may(self.view_permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.edit_permission or not request.user.may(self.edit_permission):
            return False
        return obj is None or self.is_open(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        """Whether this row may be changed by somebody who may change such rows."""
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if not self.shown_as or obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(title, {**options, "fields": self._shown(options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list:
        return [*super().get_readonly_fields(request, obj), *filter(None, self.shown_as.values())]

    def _shown(self, fields: Iterable) -> list:
        lines = [self._shown(name) if isinstance(name, tuple) else self.shown_as.get(name, name) for name in fields]
        return [line for line in lines if line]

    def choices(self, db_field: models.Field, request: HttpRequest) -> QuerySet:
        """The rows that a relation of this model offers."""
        return self.admin_site.get_model_admin(db_field.related_model).offered(db_field, request)

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NamedAutocomplete(db_field, self.admin_site))
        if request.user.locality_id and f"{db_field.name}__path" in self.scope_fields:
            # Left empty, the row would belong to the whole installation.
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(db_field, request))
        kwargs.setdefault("form_class", ChosenRows)
        kwargs.setdefault("widget", PlainMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class BaseAdmin(RuledAdmin, ModelAdmin):
    """One list of the menu, with its form."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    empty_value_display = "—"
    empty_text = gettext_lazy("Chưa có dòng nào.")
    search_help_text = gettext_lazy("Tìm không cần gõ dấu, không phân biệt chữ hoa, chữ thường.")
    # Lookups of columns that hold folded text or codes; `unfolded_fields` hold text as written, in short lists.
    search_fields: tuple[str, ...] = ()
    unfolded_fields: tuple[str, ...] = ()
    # The list as a file, a core.lists.resource.ListResource; None for lists that do not go in and out of Excel.
    resource: type | None = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return self.visible(rows, request)

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        """The rows that the user may know of: by default those of the subtree of their locality."""
        return rows.filter(within(reach(request.user), *self.scope_fields)) if self.scope_fields else rows

    def offered(self, db_field: models.Field, request: HttpRequest) -> QuerySet:
        """The rows of this list among which a form may choose."""
        return self.get_queryset(request)

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        top = reach(request.user)
        places = [value_at(obj, lookup) or "" for lookup in self.scope_fields]
        # A row that lies in two places is changed by whoever reaches both, though seen from either.
        return all(is_within(place, top) for place in places)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """What lies outside the user's reach does not exist for them."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404(_("Không có dòng này, hoặc nó ở ngoài phạm vi của tài khoản."))
        return obj

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A row of another list is opened or added from here, never deleted."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Rows that hold every word, wherever; marks, tones and case do not count."""
        for word in fold(cut(search_term)).split():
            found = reduce(or_, (Q(**{f"{lookup}__contains": word}) for lookup in self.search_fields))
            queryset = queryset.filter(found | self._found_unfolded(queryset, word))
        return queryset, False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address asks about the row's own fields: what points at a row may lie out of reach."""
        pointing = {relation.name for relation in self.opts.related_objects}
        return lookup.split(LOOKUP_SEP)[0] not in pointing and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        """To a list orders are posted; Django answers one that the user may not give with the list, without a word."""
        if request.method == "POST" and not self.get_actions(request):
            raise PermissionDenied
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Where other rows hold on to these, their number is said; Django would read and list each of them."""
        held = list(self._held(objs, request))
        return ([], {}, set(), held) if held else super().get_deleted_objects(objs, request)

    def _held(self, objs: Any, request: HttpRequest) -> Iterable[str]:
        """By what `objs` are held, in words: rows within reach by name and number, others without either."""
        is_held_elsewhere = False
        for admin, holders in self._holders(objs, request):
            may_see = admin is not None and admin.has_view_permission(request)
            seen = admin.get_queryset(request).filter(pk__in=holders.values("pk")).count() if may_see else 0
            if seen:
                yield f"{capfirst(holders.model._meta.verbose_name_plural)}: {seen}"
            is_held_elsewhere |= holders.count() > seen
        if is_held_elsewhere:
            yield _("Dữ liệu khác ngoài phạm vi của tài khoản")

    def _holders(self, objs: Any, request: HttpRequest) -> Iterable[tuple[ModelAdmin | None, QuerySet]]:
        """Rows that protect `objs`, or that would go with them though nobody may delete such rows; with their list."""
        for relation in self.opts.related_objects:
            admin = self.admin_site._registry.get(relation.related_model)
            kept = admin is not None and not admin.has_delete_permission(request)
            if relation.on_delete is models.PROTECT or (relation.on_delete is models.CASCADE and kept):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objs})
                if rows.exists():
                    yield admin, rows

    def _found_unfolded(self, rows: QuerySet, word: str) -> Q:
        if not self.unfolded_fields:
            return Q()
        texts = rows.order_by().values_list("pk", *self.unfolded_fields)
        return Q(pk__in=[pk for pk, *parts in texts if any(word in fold(part or "") for part in parts)])


# Tables inside forms


class LightFormSet(BaseInlineFormSet):
    """A table of rows that stays quick with 200 of them: names come with the rows, untouched rows are not validated."""

    def get_queryset(self) -> QuerySet:
        if not hasattr(self, "_queryset"):
            related = [field.name for field in self.model._meta.concrete_fields if self._shows(field)]
            self.queryset = self.queryset.select_related(*related) if related else self.queryset
        return super().get_queryset()

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = True
        # Django would take the id of any row of the model, and then do nothing with it.
        form.fields[self._pk_field.name].queryset = self.queryset
        for name, field in form.fields.items():
            if isinstance(field.widget, NamedAutocomplete) and getattr(form.instance, f"{name}_id"):
                field.widget.known = getattr(form.instance, name)

    def clean(self) -> None:
        """Untouched rows still count where a value may stand once only."""
        for form in self.initial_forms:
            if not form.has_changed():
                form.cleaned_data = {**form.initial, self.fk.name: self.instance}
        super().clean()
        for form in self.forms:
            if form.has_changed() and form.is_valid() and form not in self.deleted_forms and self.instance.pk:
                self._refuse_what_the_database_would(form)

    def _refuse_what_the_database_would(self, form: ModelForm) -> None:
        """Django leaves out rules that name the parent; a row saved by another table of the page would break them."""
        try:
            form.instance.validate_constraints(exclude=form._get_validation_exclusions())
        except ValidationError as error:
            form._update_errors(error)

    def _shows(self, field: models.Field) -> bool:
        return field.is_relation and field.name != self.fk.name


class BaseInline(RuledAdmin, TabularInline):
    """The parts of a row, edited on its page; they may be changed when the row itself may."""

    extra = 0
    show_change_link = True
    formset = LightFormSet
    # Relations to other parts of the same row, each with the field that names it: {"parent": "plan"}.
    siblings: dict[str, str] = {}

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).is_open(request, obj)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the add, change and view links, which would triple the weight of a long table."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        for name, owner in self.siblings.items():
            if field := formset.form.base_fields.get(name):
                self._offer_siblings(field, owner, obj)
        return formset

    def _offer_siblings(self, field: Any, owner: str, obj: Any) -> None:
        """Read once for the whole table, not once a row."""
        field.queryset = field.queryset.filter(**{owner: obj}) if obj else field.queryset.none()
        names = [(row.pk, str(row)) for row in field.queryset]
        field.choices = [("", "—"), *names]
