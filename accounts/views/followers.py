"""/studio/followers/: who follows a creator, as far as they want to be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.asking import creator_of, id_in
from accounts.selectors import followers_page
from accounts.studio_pages import studio_tabs
from roastlive.lib.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@require_safe
def followers(request: HttpRequest) -> HttpResponse:
    """Newest first; `before` is the last of the page above."""
    own = creator_of(request)
    before = request.GET.get("before", "")
    page = followers_page(own, before=id_in(before))
    here = reverse("accounts:followers")
    context = {
        "profile": own,
        "tabs": studio_tabs(),
        "rows": page.rows,
        "newer_url": here if before else "",
        "older_url": f"{here}?before={page.rows[-1].follow.pk}" if page.has_more else "",
    }
    return render(request, "accounts/followers.html", context)
