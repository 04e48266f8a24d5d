"""/wallet/: what somebody has, and where it came from and went."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.asking import person_of
from economy.forms.history import FilterForm
from economy.selectors.history import Filter, Pocket, history_page
from economy.selectors.receipts import receipt_of
from economy.selectors.statements import filter_of, month_of, months_of, statement_of
from economy.selectors.wallet import active_holds, wallet_state
from economy.spreadsheet import streamed
from roastlive.lib.access import signed_in
from roastlive.lib.errors import Invalid
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

LATEST = 5


@signed_in
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {
        "wallet": wallet_state(person.pk),
        "holds": active_holds(person.pk),
        "latest": history_page(person.pk, Filter()).lines[:LATEST],
    }
    return render(request, "economy/wallet.html", context)


@signed_in
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = FilterForm(request.GET)
    is_valid = form.is_valid()
    wanted = form.wanted()
    page = history_page(person.pk, wanted, before=_number(request.GET.get("before", "")))
    here = reverse("economy:history")
    asked = _asked(request)
    context = {
        "form": form,
        "wanted": wanted,
        "tabs": _tabs(here, person.pk),
        "current": f"{here}?account={wanted.pocket}",
        "lines": page.lines,
        "is_filtered": bool(asked.keys() - {"account"}),
        "older_url": f"{here}?{urlencode({**asked, 'before': page.older})}" if page.older else "",
        "newer_url": f"{here}?{urlencode(asked)}" if page.newer else "",
        "file_url": f"{reverse('economy:history_file')}?{urlencode(asked)}",
        "months": months_of(person.pk, wanted.pocket),
    }
    return render(request, "economy/history.html", context, status=200 if is_valid else 400)


@signed_in
@require_safe
@limited("downloads", methods="GET")
def history_file(request: HttpRequest) -> HttpResponseBase:
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise Invalid
    name = f"{form.wanted().pocket}-{timezone.localdate():%Y-%m-%d}.csv"
    return streamed(person_of(request).pk, form.wanted(), name=name)


@signed_in
@require_safe
def statement(request: HttpRequest, year: int, month: int) -> HttpResponse:
    person = person_of(request)
    pocket = _pocket(request)
    found = statement_of(person.pk, month=month_of(year, month), pocket=pocket)
    context = {"statement": found, "person": person, "file_query": urlencode({"account": pocket})}
    return render(request, "economy/statement.html", context)


@signed_in
@require_safe
@limited("downloads", methods="GET")
def statement_file(request: HttpRequest, year: int, month: int) -> HttpResponseBase:
    pocket = _pocket(request)
    wanted = filter_of(month_of(year, month), pocket)
    return streamed(person_of(request).pk, wanted, name=f"{pocket}-{year}-{month:02d}.csv")


@signed_in
@require_safe
def receipt(request: HttpRequest, transfer: UUID) -> HttpResponse:
    return render(request, "economy/receipt.html", {"receipt": receipt_of(person_of(request).pk, transfer)})


def _tabs(here: str, person_id: UUID) -> list[dict[str, object]]:
    """Earnings and points stand there for those who have some."""
    has = wallet_state(person_id)
    pockets = [Pocket.TOKENS]
    if has.earnings or months_of(person_id, Pocket.EARNINGS):
        pockets.append(Pocket.EARNINGS)
    if has.points or months_of(person_id, Pocket.POINTS):
        pockets.append(Pocket.POINTS)
    return [{"label": pocket.label, "url": f"{here}?account={pocket}", "count": None} for pocket in pockets]


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address says, without where in the list one is."""
    return {name: value for name in FilterForm.base_fields if (value := request.GET.get(name, ""))}


def _pocket(request: HttpRequest) -> Pocket:
    try:
        return Pocket(request.GET.get("account") or Pocket.TOKENS)
    except ValueError as error:
        raise Invalid(_("There is no such account.")) from error


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid
    return int(text)
