"""Web push: waking a browser whose page is closed (RFC 8030, 8188, 8291, 8292)."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import http_ece
import jwt
import requests
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db.models import F

from accounts.errors import PushRefused
from accounts.models import PushSubscription, User
from roastlive.lib.rls import acting_as, acting_as_house

logger = structlog.get_logger(__name__)

SECONDS = 10
# A message that nobody fetched for a day is no news.
TIME_TO_LIVE = 24 * 3600
# Services allow at most a day; half of it leaves room for clocks that differ.
TOKEN_SECONDS = 12 * 3600
DEVICES_MOST = 10
FAILURES_MOST = 5
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GONE = {404, 410}


def subscribe(*, user: User, subscription: Mapping[str, Any]) -> PushSubscription:
    """Remember a browser, in place of whoever used it before. Raises PushRefused."""
    endpoint, keys = _read(subscription)
    digest = _digest(endpoint)
    with acting_as_house():
        PushSubscription.objects.filter(endpoint_hash=digest).delete()
    with acting_as(user.pk):
        row = PushSubscription(user=user, endpoint_hash=digest)
        row.subscription = {"endpoint": endpoint, "keys": keys}
        row.save()
        oldest = PushSubscription.objects.filter(user=user).order_by("-id").values_list("pk", flat=True)[DEVICES_MOST:]
        PushSubscription.objects.filter(pk__in=list(oldest)).delete()
    return row


def unsubscribe(*, user: User, endpoint: str) -> bool:
    with acting_as(user.pk):
        deleted, _rows = PushSubscription.objects.filter(user=user, endpoint_hash=_digest(endpoint)).delete()
    return bool(deleted)


def push(*, user: User, message: Mapping[str, Any]) -> int:
    """Send to every browser of a person; how many took it. One that is gone is forgotten, one that fails often too."""
    with acting_as(user.pk):
        rows = list(PushSubscription.objects.filter(user=user))
    return sum(_push_to(user, row, json.dumps(message, ensure_ascii=False).encode()) for row in rows)


def vapid_public_key() -> str:
    """What a browser needs to subscribe; "" while push is not set up."""
    return _base64(_public_bytes(_vapid_key(settings.VAPID_SECRET))) if settings.VAPID_SECRET else ""


def _push_to(user: User, row: PushSubscription, plain: bytes) -> bool:
    status = _post(row.subscription, plain)
    if 200 <= status < 300:
        return True
    logger.info("push_failed", status=status, subscription=str(row.pk))
    with acting_as(user.pk):
        mine = PushSubscription.objects.filter(pk=row.pk)
        if status in GONE or row.failures + 1 >= FAILURES_MOST:
            mine.delete()
        else:
            mine.update(failures=F("failures") + 1)
    return False


def _post(subscription: Mapping[str, Any], plain: bytes) -> int:
    """The service's answer, or 0 if there was none. Redirects are not followed: they may lead anywhere."""
    endpoint = str(subscription["endpoint"])
    if not _is_known_service(endpoint):
        return 410
    once = ec.generate_private_key(ec.SECP256R1())
    body = http_ece.encrypt(
        plain,
        private_key=once,
        dh=_bytes(subscription["keys"]["p256dh"]),
        auth_secret=_bytes(subscription["keys"]["auth"]),
        version="aes128gcm",
    )
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(TIME_TO_LIVE),
        "Authorization": _authorization(endpoint),
    }
    try:
        answer = requests.post(
            endpoint, data=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
        )
        answer.close()
    except requests.RequestException as error:
        logger.info("push_service_away", error=type(error).__name__)
        return 0
    return answer.status_code


def _authorization(endpoint: str) -> str:
    """Proves to the service that the message comes from whom the browser subscribed to (RFC 8292)."""
    key = _vapid_key(settings.VAPID_SECRET)
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": settings.VAPID_CONTACT,
    }
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={_base64(_public_bytes(key))}"


@cache
def _vapid_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Any long random text makes a key, always the same one."""
    number = int.from_bytes(hashlib.sha256(f"vapid:{secret}".encode()).digest()) % (ORDER_P256 - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _read(subscription: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    endpoint = subscription.get("endpoint")
    keys = subscription.get("keys")
    if not isinstance(endpoint, str) or len(endpoint) > 1000 or not isinstance(keys, Mapping):
        raise PushRefused
    if not _is_known_service(endpoint):
        raise PushRefused
    try:
        found = {name: str(keys[name]) for name in ("p256dh", "auth")}
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(found["p256dh"]))
        if len(_bytes(found["auth"])) != 16:
            raise PushRefused
    except (KeyError, ValueError) as error:
        raise PushRefused from error
    return endpoint, found


def _is_known_service(endpoint: str) -> bool:
    """Only to the services that browsers use: an address is given by the browser, and could otherwise be anyone's."""
    try:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    if parts.username or "@" in parts.netloc:
        return False
    return any(fnmatchcase(origin, known) for known in settings.WEB_PUSH_SERVICES)


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: object) -> bytes:
    letters = str(text)
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
