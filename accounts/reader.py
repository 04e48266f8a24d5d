"""Every page in the language, the time and the light that its reader has chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from accounts.selectors import settings_of
from accounts.services.preferences import change_settings
from roastlive.lib.errors import Invalid

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import UserSettings

COOKIES = {settings.LANGUAGE_COOKIE_NAME: "language", settings.THEME_COOKIE_NAME: "theme"}


class PreferencesMiddleware:
    """Settings outrank cookies, so that they hold on every device; a switch on a page changes both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whoever has no session is nobody, and needs no query to know it.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        chosen = settings_of(user)
        request.COOKIES[settings.THEME_COOKIE_NAME] = chosen.theme
        request.LANGUAGE_CODE = chosen.language
        with translation.override(chosen.language), timezone.override(ZoneInfo(chosen.timezone)):
            response = self.get_response(request)
            response.headers["Content-Language"] = chosen.language
        if request.user.is_authenticated and request.user.pk == user.pk:
            self._remember(request, response, chosen)
        return response

    def _remember(self, request: HttpRequest, response: HttpResponse, chosen: UserSettings) -> None:
        set_here = {
            name: response.cookies[cookie].value for cookie, name in COOKIES.items() if cookie in response.cookies
        }
        changes: dict[str, Any] = {
            name: value for name, value in set_here.items() if value and value != getattr(chosen, name)
        }
        if not changes:
            return
        try:
            change_settings(user=chosen.user, **changes)
        except Invalid:
            # A cookie that no setting can hold concerns this browser alone.
            return
