"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from roastlive import views
from roastlive.lib.http import error_pages

handler400 = error_pages.bad_request
handler403 = error_pages.permission_denied
handler404 = error_pages.page_not_found
handler500 = error_pages.server_error

urlpatterns = [
    path("", views.home, name="home"),
    path("rules/", views.house_rules, name="rules"),
    path("help/", views.help_page, name="help"),
    path("status/", views.status, name="status"),
    path("theme/", views.choose_theme, name="theme"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("moderation.urls")),
    path("", include("economy.urls")),
    path("", include("streams.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("moderation.api.urls")),
    path("api/v1/", include("economy.api.urls")),
    path("api/v1/", include("streams.api.urls")),
    path("api/v1/", include("roastlive.lib.api.urls")),
    path("", include("roastlive.lib.http.urls")),
]

if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
