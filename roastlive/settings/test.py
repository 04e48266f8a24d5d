"""Tests: real stores, started by the pytest plugin, which leaves their addresses in the environment."""

from roastlive.settings.base import *

DEBUG = False
STYLEGUIDE = True
SECRET_KEY = "only-for-tests-" + "x" * 40
FIELD_KEYS = ["test:" + "k" * 43]
VAPID_SECRET = "only-for-tests-" + "v" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Argon2 is slow on purpose; the tests of passwords put it back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
