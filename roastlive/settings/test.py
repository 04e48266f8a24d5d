"""Tests: real stores, started by the pytest plugin, which leaves their addresses in the environment."""

from pathlib import Path

from roastlive.settings.base import *
from roastlive.settings.environment import VAR_DIR, env

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
LEDGER_BATCHING = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# What tests keep and whom they erase ends with their run, like its stores.
RUN_DIRECTORY = Path(env("ROASTLIVE_TEST_RUN", default=str(VAR_DIR)))
EXPORTS_ROOT = RUN_DIRECTORY / "exports"
ERASURE_JOURNAL = RUN_DIRECTORY / "erased.log"
