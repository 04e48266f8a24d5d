"""Serving people. Everything secret comes from the environment, and nothing starts without it."""

from roastlive.settings.base import *
from roastlive.settings.base import ALLOWED_HOSTS, METRICS_TOKEN
from roastlive.settings.environment import env
from roastlive.settings.production import lacks, refuse_to_start

DEBUG = env.bool("DEBUG", default=False)
STYLEGUIDE = False
SECRET_KEY = env("SECRET_KEY", default="")
FIELD_KEYS = env.list("FIELD_KEYS", default=[])

refuse_to_start(
    list(
        lacks(
            secret_key=SECRET_KEY,
            field_keys=FIELD_KEYS,
            debug=DEBUG,
            allowed_hosts=ALLOWED_HOSTS,
            database_url=env("DATABASE_URL", default=""),
            redis_url=env("REDIS_URL", default=""),
            metrics_token=METRICS_TOKEN,
        )
    )
)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Probes come straight to a process, without TLS and without a redirect to follow.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
