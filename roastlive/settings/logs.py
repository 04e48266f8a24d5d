"""Structured logs: one line an event, JSON for machines, readable for people, the same fields in both.

Django, Celery, granian and uvicorn all end here. Which request or task a line belongs to comes from structlog's context
variables, so nobody has to pass it along.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "[redacted]"
# A field with such a name holds what must not be read by whoever reads logs. "tokens" is not among them: that is money.
SECRET_NAMES = re.compile(
    r"(?:^|[_-])(?:authorization|cookies?|csrf\w*|dsn|key|keys|otp|passphrase|passwd|password\d?|secrets?|sessionid|signature|token)$",
    re.IGNORECASE,
)
# Secrets that travel inside a text: a password in an address, a bearer token, a stream key in a query string.
SECRETS_IN_TEXT = re.compile(
    r"(?P<password>://[^/\s:@]*:)[^\s@/]+(?=@)|(?P<other>\bBearer\s+|[?&](?:key|token|secret|password|code|state)=)[^\s&'\"]+",
    re.IGNORECASE,
)
DEEPEST = 6


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last look before a line is written: whatever its name or its form gives away as a secret is blacked out."""
    return {name: _scrubbed(name, value, 0) for name, value in event.items()}


def _scrubbed(name: object, value: object, depth: int) -> object:
    if value is None:
        return None
    if isinstance(name, str) and _names_a_secret(name):
        return REDACTED
    # Most values are texts and numbers, and asked first: a line is written for every request.
    if isinstance(value, str):
        return _without_secrets_inside(value)
    if isinstance(value, bool | int | float):
        return value
    if depth < DEEPEST and isinstance(value, Mapping):
        return {str(inner): _scrubbed(inner, item, depth + 1) for inner, item in value.items()}
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed(None, item, depth + 1) for item in value]
    return _without_secrets_inside(str(value))


def _without_secrets_inside(text: str) -> str:
    # Looking for these signs is many times cheaper than the expression, and most texts have none.
    if "=" in text or "://" in text or "earer" in text.lower():
        return SECRETS_IN_TEXT.sub(lambda found: (found["password"] or found["other"]) + REDACTED, text)
    return text


@lru_cache(maxsize=4096)
def _names_a_secret(name: str) -> bool:
    return SECRET_NAMES.search(name) is not None


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def line_formatter(form: str = "") -> structlog.stdlib.ProcessorFormatter:
    """What turns any record, ours or a library's, into its one line; servers that start before Django name it too."""
    renderer: Processor = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    if (form or os.environ.get("LOG_FORMAT", "json")) == "json":
        renderer = structlog.processors.JSONRenderer()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # A traceback is one field of the line, and looked through for secrets like any other.
            structlog.processors.format_exc_info,
            without_secrets,
            renderer,
        ],
    )


def structured_logging(*, level: str, form: str) -> dict[str, object]:
    """Settings for `logging.config`; both structlog's loggers and the standard ones end in the same line."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    passed_on = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "roastlive.settings.logs.line_formatter", "form": form}},
        "filters": {
            "once": {"()": "roastlive.lib.http.request_log.SaidByRequestLine"},
            "routine": {"()": "roastlive.lib.http.background.WithoutRoutine"},
            "route": {"()": "roastlive.lib.http.request_log.RouteForPath"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {**passed_on, "level": level},
            "django.server": {**passed_on, "level": "WARNING"},
            # The request's own line says it, with the traceback if there is one.
            "django.request": {**passed_on, "filters": ["once"]},
            "django.security.csrf": {**passed_on, "filters": ["route"]},
            "django.security.DisallowedHost": {**passed_on, "level": "CRITICAL"},
            "django_structlog.celery.receivers": {**passed_on, "filters": ["routine"]},
            # django-structlog writes one line for each task; these would say the same again.
            "celery.app.trace": {**passed_on, "level": "CRITICAL"},
            "celery.worker.strategy": {**passed_on, "level": "WARNING"},
            "uvicorn": passed_on,
            "uvicorn.error": passed_on,
            "uvicorn.access": {**passed_on, "level": "WARNING"},
            "daphne": passed_on,
            "_granian": {**passed_on, "level": "INFO"},
            "granian.access": {**passed_on, "level": "INFO"},
        },
    }
