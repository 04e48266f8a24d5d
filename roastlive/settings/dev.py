"""One machine, private stores: what `make run` uses. Pages look as they will for users; DEBUG=1 shows tracebacks instead."""

from roastlive.settings.base import *
from roastlive.settings.base import CONTENT_SECURITY_POLICY, LIVE_PORT, MEDIA_PORT
from roastlive.settings.environment import env, origin_sources, remembered_secret

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or remembered_secret("secret_key")
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or ["local:" + remembered_secret("field_key")]
VAPID_SECRET = env("VAPID_SECRET", default="") or remembered_secret("vapid")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# Pages and sockets are two processes on two ports here, so the browser must be told and allowed.
LIVE_ORIGIN = env("LIVE_ORIGIN", default=f":{LIVE_PORT}")
MEDIA_ORIGIN = env("MEDIA_ORIGIN", default=f":{MEDIA_PORT}")
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] += [*origin_sources(LIVE_ORIGIN), *origin_sources(MEDIA_ORIGIN)]

STYLEGUIDE = True
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
# Static files straight from their folders: no collecting between an edit and a look.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
