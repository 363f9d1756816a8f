"""Bringing a plan in as a package: the upload, and the preview with its decision."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.archives import MEGA
from plans.models import Plan
from reports.enums import JobState
from reports.jobs import decided, own_job, start
from reports.models import Job
from reports.packages.import_job import IMPORT
from targets.packages.bounds import BOUNDS
from targets.packages.rights import may_import

# Packed bytes of a package that is looked at while its owner waits; less than a second.
MOST_AT_ONCE = 30_000


class UploadForm(forms.Form):
    tep = forms.FileField(
        label=gettext_lazy("Tệp gói (.kehoach.zip)"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={"required": gettext_lazy("Hãy chọn tệp gói."), "empty": gettext_lazy("Tệp rỗng.")},
    )

    def clean_tep(self) -> Any:
        file = self.cleaned_data["tep"]
        if file.size > BOUNDS.size:
            raise forms.ValidationError(_("Tệp lớn quá %s MB.") % (BOUNDS.size // MEGA))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def package_import(request: HttpRequest) -> HttpResponse:
    """The page that takes a package. POST `tep`: starts the job that looks at it; nothing is written yet."""
    _refuse_without_right(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["tep"]
        asked = {"file": file, "subject": _("Nhập gói %s") % file.name, "origin": request.path}
        return redirect(start(IMPORT, by=request.user, at_once=file.size <= MOST_AT_ONCE, **asked))
    return render(request, "reports/packages/import.html", {**_head(), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def package_preview(request: HttpRequest, job: int) -> HttpResponse:
    """What the package would change, then what it changed. POST `ghi-de`: take it in, also over what people wrote."""
    _refuse_without_right(request)
    found = own_job(request, job, IMPORT)
    if request.method == "POST":
        return _decided(request, found)
    if found.state not in (JobState.READY, JobState.DONE) and not found.is_refused:
        return redirect("job", found.pk)
    context = {**_head(), "job": found, "found": found.outcome, "plan": _plan(request, found)}
    return render(request, "reports/packages/preview.html", context)


def _decided(request: HttpRequest, job: Job) -> HttpResponse:
    at_once = job.input is not None and job.input.size <= MOST_AT_ONCE
    if not decided(job, {"overwrite": "ghi-de" in request.POST}, at_once=at_once):
        messages.error(request, _("Gói này không còn chờ quyết định; hãy xem tình trạng của việc."))
    return redirect(job)


def _plan(request: HttpRequest, job: Job) -> Plan | None:
    """The plan as it is here, for the link to its page."""
    return Plan.objects.own_to(request.user).filter(code=job.outcome.get("code", "")).first()


def _refuse_without_right(request: HttpRequest) -> None:
    if not may_import(request.user):
        raise PermissionDenied(_("Tài khoản không có quyền nhập kế hoạch."))


def _head() -> dict[str, Any]:
    return {"title": _("Nhập gói kế hoạch"), "menu_url": reverse("admin:plans_plan_changelist")}
