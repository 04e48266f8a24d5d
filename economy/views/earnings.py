"""/studio/earnings/: what came in, what the house kept of it, and thanks to whom."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.asking import creator_of, person_of
from accounts.studio_pages import register_studio_page, studio_tabs
from economy.earnings_chart import chart_of
from economy.earnings_sheet import write_sheet
from economy.forms.earnings import PERIODS, PeriodForm
from economy.selectors.earnings import earnings_between, top_supporters
from roastlive.lib.access import signed_in
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

register_studio_page(label=gettext_lazy("Earnings"), route="economy:studio_earnings", order=60)


@signed_in
@require_safe
def earnings(request: HttpRequest) -> HttpResponse:
    creator_of(request)
    person = person_of(request)
    days, since, until = _period(request)
    found = earnings_between(person.pk, since=since, until=until)
    here = reverse("economy:studio_earnings")
    context = {
        "earnings": found,
        "chart": chart_of(found.days),
        "supporters": top_supporters(person.pk, since=since, until=until),
        "fees": settings.PLATFORM_FEES,
        "periods": [
            {
                "label": ngettext("%(days)s day", "%(days)s days", number) % {"days": number},
                "url": f"{here}?days={number}",
                "is_current": number == days,
            }
            for number in PERIODS
        ],
        "heading": _("Earnings"),
        "tabs": studio_tabs(),
        "current": here,
        "file_url": f"{reverse('economy:studio_earnings_file')}?days={days}",
    }
    return render(request, "economy/studio_earnings.html", context)


@signed_in
@require_safe
@limited("downloads", methods="GET")
def earnings_file(request: HttpRequest) -> HttpResponse:
    creator_of(request)
    _days, since, until = _period(request)
    out = io.StringIO()
    write_sheet(out, person_of(request).pk, since=since, until=until)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = _("earnings")
    response["Content-Disposition"] = f'attachment; filename="{name}-{since:%Y-%m-%d}-{until:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _period(request: HttpRequest) -> tuple[int, date, date]:
    days = PeriodForm(request.GET).days_chosen()
    until = timezone.localdate()
    return days, until - timedelta(days=days - 1), until
