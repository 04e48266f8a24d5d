"""What is the same everywhere. `dev`, `test` and `prod` say what differs."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from roastlive.desk.theme import THEME
from roastlive.settings.environment import (
    BASE_DIR,
    PRIVATE,
    VAR_DIR,
    broker_url,
    database,
    env,
    origin_sources,
    passkey_origin,
    realtime_bounds,
    redis_address,
    site_address,
)
from roastlive.settings.logs import structured_logging
from roastlive.settings.schedule import SCHEDULE

SITE_NAME = "RoastLive"

# --- What runs -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",
    "unfold.apps.BasicAppConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "roastlive.apps.DeskConfig",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
    "django_otp",
    "django_otp_webauthn",
    "django_structlog",
    # the floors, lowest first
    "roastlive.lib",
    "accounts",
    "moderation",
    "economy",
    "streams",
    "battles",
    "analytics",
    "roastlive.apps.HouseConfig",
]

MIDDLEWARE = [
    "roastlive.lib.http.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roastlive.desk.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionRowMiddleware",
    "accounts.reader.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roastlive.lib.http.error_pages.DomainErrorMiddleware",
]

ROOT_URLCONF = "roastlive.urls"
WSGI_APPLICATION = "roastlive.wsgi.application"
ASGI_APPLICATION = "roastlive.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "roastlive.face.page_context",
                "accounts.context.person_context",
            ],
        },
    }
]

# --- Stores: each is private under var/ until an address is given ----------------------------------------------------
DATABASE_URL = env("DATABASE_URL", default="") or PRIVATE.database_url()
# The role that owns the tables and migrates; without one the application role has to own them itself.
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="") or (
    DATABASE_URL if env("DATABASE_URL", default="") else PRIVATE.database_url("roastlive_owner")
)
DATABASES = {
    "default": {
        **database(DATABASE_URL),
        # Opening a connection costs more than most requests; a dead one is noticed before it is used.
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DATABASE_OWNER = database(DATABASE_OWNER_URL)

REDIS_URL = redis_address(env("REDIS_URL", default="") or PRIVATE.redis_url)
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            # redis-py's usual pool raises when it is exhausted; this one waits its turn.
            "CONNECTION_POOL_CLASS": "redis.BlockingConnectionPool",
            "CONNECTION_POOL_CLASS_KWARGS": {"max_connections": 50, "timeout": 5},
        },
    }
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}},
}
MONGODB_URI = env("MONGODB_URI", default="")

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="") or broker_url(REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- People ----------------------------------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Sixteen in some houses; whoever is younger is sent away kindly.
MINIMUM_AGE = env.int("MINIMUM_AGE", default=18)
# Identity checks: how long an approval counts at most, how long pictures of documents stay after the decision, how long a
# check that was never sent, and how long the mere fact stays once somebody is gone.
IDENTITY_DAYS = env.int("IDENTITY_DAYS", default=730)
IDENTITY_DOCUMENT_DAYS = env.int("IDENTITY_DOCUMENT_DAYS", default=30)
IDENTITY_DRAFT_DAYS = env.int("IDENTITY_DRAFT_DAYS", default=30)
IDENTITY_FACT_DAYS = env.int("IDENTITY_FACT_DAYS", default=5 * 365)
# An approval below this score needs a second person; 0 asks for none, 101 always.
IDENTITY_SECOND_LOOK_BELOW = env.int("IDENTITY_SECOND_LOOK_BELOW", default=0)
# What document numbers are compared by. Another one makes every document look new; "" is the SECRET_KEY.
IDENTITY_HASH_SECRET = env("IDENTITY_HASH_SECRET", default="")
# Sanctions: for how long a moderator who is no senior may mute or time out, until when one may appeal, and how soon there is
# to be an answer.
MODERATOR_TIMEOUT_DAYS = env.int("MODERATOR_TIMEOUT_DAYS", default=14)
APPEAL_DAYS = env.int("APPEAL_DAYS", default=30)
APPEAL_ANSWER_DAYS = env.int("APPEAL_ANSWER_DAYS", default=7)
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", default=14) * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"

# --- Addresses -------------------------------------------------------------------------------------------------------
BIND_ADDRESS = env("BIND_ADDRESS", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
LIVE_PORT = env.int("LIVE_PORT", default=8001)
LIVE_SERVER = env("LIVE_SERVER", default="uvicorn")
# The origin of the websockets as browsers see it: "" is the page's own, ":8001" the page's host on another port.
LIVE_ORIGIN = env("LIVE_ORIGIN", default="")
REALTIME = realtime_bounds()
# The media server: where it listens, and its origin as browsers see it, written as LIVE_ORIGIN is.
MEDIA_PORT = env.int("MEDIA_PORT", default=8002)
MEDIA_ORIGIN = env("MEDIA_ORIGIN", default="")
# Where encoders such as OBS send to; 0 hears none.
MEDIA_RTMP_PORT = env.int("MEDIA_RTMP_PORT", default=1935)
# How long somebody whose connection broke may be away and go on in the same stream, and how much of a stream is kept.
MEDIA_GRACE_SECONDS = env.int("MEDIA_GRACE_SECONDS", default=60)
MEDIA_KEPT_SECONDS = env.int("MEDIA_KEPT_SECONDS", default=60)
MEDIA_SENDERS_MOST = env.int("MEDIA_SENDERS_MOST", default=50)
MEDIA_WATCHERS_MOST = env.int("MEDIA_WATCHERS_MOST", default=2000)
MEDIA_WATCHERS_PER_ADDRESS = env.int("MEDIA_WATCHERS_PER_ADDRESS", default=300)
# Pictures that browsers do not send as H.264 are converted, each for a sixth of a core.
MEDIA_CONVERTED_MOST = env.int("MEDIA_CONVERTED_MOST", default=4)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Where people find the house: links in letters begin with it, whatever a request says of its host.
SITE_URL = env("SITE_URL", default="").rstrip("/") or site_address(ALLOWED_HOSTS, BIND_ADDRESS, PORT)
# Passkeys belong to a name, never to a number: on one machine that is localhost.
PASSKEY_ORIGIN = env("PASSKEY_ORIGIN", default="").rstrip("/") or passkey_origin(SITE_URL)
OTP_WEBAUTHN_RP_ID = urlsplit(PASSKEY_ORIGIN).hostname
OTP_WEBAUTHN_RP_NAME = SITE_NAME
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PASSKEY_ORIGIN]
OTP_WEBAUTHN_HELPER_CLASS = "accounts.services.passkeys.Ceremony"
OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME = ""
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies in front of us append to X-Forwarded-For; with 0 the header is ignored, so nobody can forge it.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# A header in which such a proxy names the visitor's country, such as CF-IPCountry; without one the address is looked up.
COUNTRY_HEADER = env("COUNTRY_HEADER", default="")

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Deny by default: a view that names no policy answers nobody.
    "DEFAULT_PERMISSION_CLASSES": ["roastlive.lib.api.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["roastlive.lib.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["roastlive.lib.api.throttling.LimitThrottle"],
    "DEFAULT_PAGINATION_CLASS": "roastlive.lib.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "roastlive.lib.api.openapi.HouseSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "roastlive.lib.api.problems.answer_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 20,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RoastLive API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stand where they are used: as components of their own they would need names that never collide.
    "POSTPROCESSING_HOOKS": [],
}

# --- Web push: a long random text makes the key by which browsers know us; another one ends every subscription ----------
VAPID_SECRET = env("VAPID_SECRET", default="")
VAPID_CONTACT = env("VAPID_CONTACT", default="mailto:postmaster@localhost")
# Origins of the services that browsers use. A subscription that names another is refused.
WEB_PUSH_SERVICES = env.list(
    "WEB_PUSH_SERVICES",
    default=[
        "https://fcm.googleapis.com",
        "https://*.push.services.mozilla.com",
        "https://*.notify.windows.com",
        "https://*.push.apple.com",
    ],
)

# --- Money -----------------------------------------------------------------------------------------------------------
# What many pay at once is posted together, in transactions of its own. Tests post each in theirs.
LEDGER_BATCHING = True

# --- Money -----------------------------------------------------------------------------------------------------------
# What the house keeps of what people give, in percent of the whole.
PLATFORM_FEES = {
    name: env.int(f"PLATFORM_FEE_{name.upper()}", default=percent)
    for name, percent in {"gift": 30, "tip": 10, "goal": 10, "ticket": 10}.items()
}
# Tokens from the house for whoever joins, once; 0 gives nothing.
WELCOME_TOKENS = env.int("WELCOME_TOKENS", default=0)
# More than so many tokens or points are corrected by hand only if an administrator approves.
ADJUSTMENT_LARGE = env.int("ADJUSTMENT_LARGE", default=50_000)

# --- Screening: what looks at a line before anybody else does; each is a class that follows moderation.screening.Engine -------
SCREENING_ENGINES = env.list(
    "SCREENING_ENGINES",
    default=["moderation.screening.rulebook.Rulebook", "moderation.screening.classifier.Classifier"],
)

# --- Limits: so many in so long, every rate at once; `closed` lets nobody through while Redis is away ----------------
RATE_LIMITS = {
    name: env(f"RATE_LIMIT_{name.upper()}", default=rule)
    for name, rule in {
        "api": "200/m",
        "chat": "20/30s 3/2s",
        "chat_moderator": "100/30s",
        "reactions": "20/s",
        "login_address": "25/5m closed",
        "login_account": "10/15m closed",
        "registration": "20/h closed",
        # Letters that somebody asks for, counted by the address they go to.
        "letters": "5/h closed",
        "gifts": "60/m",
        "rewards": "60/m",
        # Whole histories as files.
        "downloads": "30/h",
        "uploads": "20/h",
        "follows": "60/m",
        # Putting together everything about somebody costs us something; so does a name that changes all the time.
        "exports": "3/d",
        "usernames": "3/d",
        "reports": "20/h",
        # A creator's own settings, and lines that they try under them.
        "moderation_settings": "60/m",
        "identity": "30/h",
        "appeals": "10/d",
    }.items()
}

# --- Face ------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "roastlive" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

THEME_COOKIE_NAME = "theme"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Files that have no address: closed, each with its own key, and opened by the views that show them alone.
PRIVATE_MEDIA_ROOT = Path(env("PRIVATE_MEDIA_ROOT", default=str(VAR_DIR / "private-media")))
# What people asked for about themselves: handed out by us alone, never by a web server. All machines share the folder.
EXPORTS_ROOT = Path(env("EXPORTS_ROOT", default=str(VAR_DIR / "exports")))
# Where the audit log's chain ended, hour by hour: what proves that its end was not cut off. It is no part of a backup.
AUDIT_ANCHORS = Path(env("AUDIT_ANCHORS", default=str(VAR_DIR / "audit-anchors.log")))
# Who was erased, so that they are erased again after a backup was restored. It is no part of that backup.
ERASURE_JOURNAL = Path(env("ERASURE_JOURNAL", default=str(VAR_DIR / "erased.log")))
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# No inline script or style anywhere; what a page needs to know travels in attributes.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF, *origin_sources(MEDIA_ORIGIN)],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "roastlive.lib.http.error_pages.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

UNFOLD = THEME

# --- Processes -------------------------------------------------------------------------------------------------------
PAGES_PROCESSES = env.int("PAGES_PROCESSES", default=1)
PAGES_THREADS = env.int("PAGES_THREADS", default=8)
WORKER_PROCESSES = env.int("WORKER_PROCESSES", default=2)

# --- Operation -------------------------------------------------------------------------------------------------------
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
# json or console; by itself it is console where a person looks on, and json in a file.
LOG_FORMAT = env("LOG_FORMAT", default="console" if sys.stderr.isatty() else "json")
LOGGING = structured_logging(level=LOG_LEVEL, form=LOG_FORMAT)
LOGGING_CONFIG = "logging.config.dictConfig"
# A line for each task that ended, under the id of the request that wanted it; not one more for each that begins.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG
# Whoever shows this may read /metrics from another machine.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# The email is unique without regard to case, by a constraint on lower(email), which these two checks cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]
