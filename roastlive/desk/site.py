"""The admin site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from accounts.asking import person_of
from accounts.entrance import enter, safe_next, wait_for_code
from accounts.middleware import session_of
from accounts.services.login import entry_of
from roastlive.lib.access import public, staff_only
from roastlive.lib.addresses import household_of
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


def may_enter(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who may enter the desk at all. What they may see and do there is decided by permissions, page by page."""
    return staff_only.allows(user)


class DeskSite(UnfoldAdminSite):
    """Where moderators, finance and operators work."""

    index_title = _("What waits")

    def has_permission(self, request: HttpRequest) -> bool:
        """A password alone opens nothing here: this session must have shown a second factor or a passkey."""
        session = session_of(request)
        return may_enter(request.user) and session is not None and session.second_factor_at is not None

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        target = safe_next(request, reverse("admin:index", current_app=self.name))
        if request.method == "POST":
            return self._take_password(request, target, extra_context)
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if may_enter(request.user):
            return self._ask_for_second_factor(request, person_of(request), target)
        return self._entrance(request, AdminAuthenticationForm(request), target, extra_context)

    def _take_password(self, request: HttpRequest, target: str, extra_context: dict[str, Any] | None) -> HttpResponse:
        name = request.POST.get("username", "").strip().casefold()
        require(("login_address", household_of(request)), ("login_account", name))
        form = AdminAuthenticationForm(request, data=request.POST)
        if not form.is_valid():
            return self._entrance(request, form, target, extra_context)
        entry = entry_of(form.get_user())
        if entry.challenge:
            wait_for_code(request, entry.challenge, next_url=target)
            return redirect("accounts:login_code")
        return enter(request, entry.user, second_factor=False, next_url=target)

    def _ask_for_second_factor(self, request: HttpRequest, user: User, target: str) -> HttpResponse:
        entry = entry_of(user)
        if entry.challenge:
            wait_for_code(request, entry.challenge, next_url=target)
            return redirect("accounts:login_code")
        messages.info(request, _("Whoever works at the desk has a second factor. Set yours up; it takes a minute."))
        return HttpResponseRedirect(f"{reverse('accounts:two_factor')}?{urlencode({'next': target})}")

    def _entrance(
        self,
        request: HttpRequest,
        form: AdminAuthenticationForm,
        target: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        context = {
            **self.each_context(request),
            "title": _("Staff entrance"),
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "form": form,
            "next": target,
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, self.login_template or "admin/login.html", context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        # The theme writes its colours into each page as an inline style, which our policy forbids; a file has them.
        return super().each_context(request) | {"colors": None, "border_radius": None}

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        guarded: Any = super().admin_view(view, cacheable)
        guarded.access = staff_only
        return guarded

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Whoever walks the addresses finds the policy that Django's own wrappers enforce through `admin_view`."""
        urls: list[URLPattern | URLResolver] = super().get_urls()
        for view in every_view(urls):
            if hasattr(view, "admin_site") or hasattr(view, "model_admin"):
                view.access = staff_only
        return urls


# Nobody is known to be staff yet when they ask to be let in.
DeskSite.login.access = public  # type: ignore[attr-defined]


def every_view(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_view(pattern.url_patterns)
        else:
            yield pattern.callback
