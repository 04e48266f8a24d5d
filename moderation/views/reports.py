"""/report/… and /settings/reports/: saying that something is wrong, and seeing what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import person_of
from accounts.entrance import safe_next
from accounts.settings_pages import register_settings_page, settings_pages
from moderation.forms.reporting import ReportForm
from moderation.selectors.cases import reports_by
from moderation.services.gathering import find_subject
from moderation.services.reporting import report
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

REPORTS_A_PAGE = 20

register_settings_page(label=gettext_lazy("Reports"), route="moderation:reports", order=55)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("reports")
def report_subject(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """The page behind each "Report": a dialog for htmx, a page of its own for everybody else."""
    reporter = person_of(request)
    found = find_subject(kind=kind, id=id, visitor=reporter)
    back = safe_next(request, found.description.link or reverse("moderation:reports"))
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            report(reporter=reporter, kind=kind, id=id, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            return _thank(request, back)
    elif form.is_bound:
        status = 400
    context = {
        "form": form,
        "back": back,
        "name": "report-dialog",
        "url": f"{request.path}?{urlencode({'next': back})}",
        "title": _("Report “%(title)s”") % {"title": found.title},
        "text": _("Somebody who works here reads it and decides. You will hear what came of it."),
        "answer": _("Report it"),
    }
    if request.htmx:  # type: ignore[attr-defined]
        # htmx swaps only answers that succeeded; what was wrong stands in the dialog.
        return render(request, "moderation/_report_dialog.html", context)
    return render(request, "moderation/report.html", context, status=status)


@signed_in
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What one has reported, and what came of it."""
    page = Paginator(reports_by(person_of(request)), REPORTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [{"label": one.label, "url": reverse(one.route), "count": None} for one in settings_pages()],
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "moderation/reports.html", context)


def _thank(request: HttpRequest, back: str) -> HttpResponse:
    thanks = _("Thank you for saying so. Somebody will look, and you will hear what came of it.")
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, thanks)
        return redirect(back)
    heard = {"notice": {"kind": "success", "detail": thanks}, "reported": True}
    return HttpResponse(headers={"HX-Reswap": "none", "HX-Trigger": json.dumps(heard)})
