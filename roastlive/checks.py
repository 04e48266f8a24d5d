"""`check --deploy`: the same questions that production's settings ask when they are read, for whatever settings are in use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from roastlive.settings.environment import PRIVATE
from roastlive.settings.production import lacks


@register(Tags.security, deploy=True)
def production_is_told_everything(**kwargs: Any) -> list[Error]:
    """A private store of this machine counts as none: production says where its stores are."""
    found = lacks(
        secret_key=settings.SECRET_KEY,
        field_keys=settings.FIELD_KEYS,
        debug=settings.DEBUG,
        allowed_hosts=settings.ALLOWED_HOSTS,
        database_url="" if PRIVATE.database_url() == settings.DATABASE_URL else settings.DATABASE_URL,
        redis_url="" if PRIVATE.redis_url == settings.REDIS_URL else settings.REDIS_URL,
        metrics_token=settings.METRICS_TOKEN,
    )
    return [Error(f"{lack.setting} {lack.reason}.", hint=lack.remedy, id=f"roastlive.{lack.setting}") for lack in found]
