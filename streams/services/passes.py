"""Short-lived proofs that somebody may send or see a picture. The media server believes them, and asks again while it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

import jwt
from django.utils import timezone
from django.utils.crypto import salted_hmac

from streams.errors import PassRefused

Action = Literal["play", "publish"]

# So long it opens the door. Who is inside stays for as long as they may, and needs no other.
LASTS = {"play": timedelta(minutes=2), "publish": timedelta(minutes=1)}
ALGORITHM = "HS256"
AUDIENCE = "media"


@dataclass(frozen=True, slots=True)
class Pass:
    action: Action
    stream_id: UUID
    # Nobody is somebody who is not logged in.
    user_id: UUID | None
    country: str


def issue_pass(*, action: Action, stream_id: UUID, user_id: UUID | None, country: str = "") -> str:
    claims = {
        "aud": AUDIENCE,
        "act": action,
        "stream": str(stream_id),
        "user": str(user_id) if user_id else "",
        "country": country,
        "exp": timezone.now() + LASTS[action],
    }
    return jwt.encode(claims, _secret(), algorithm=ALGORITHM)


def read_pass(token: str, *, action: Action, stream_id: UUID, even_if_late: bool = False) -> Pass:
    """Raises PassRefused, whatever is wrong with it. `even_if_late` is for somebody who came in time and has not left."""
    try:
        claims = jwt.decode(
            token,
            _secret(),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["exp", "act", "stream"], "verify_exp": not even_if_late},
        )
        user = claims["user"]
        found = Pass(action, UUID(claims["stream"]), UUID(user) if user else None, claims["country"])
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError) as error:
        raise PassRefused from error
    if claims["act"] != action or found.stream_id != stream_id:
        raise PassRefused
    return found


def _secret() -> bytes:
    return salted_hmac("streams.services.passes", "media", algorithm="sha256").digest()
