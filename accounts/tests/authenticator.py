"""A device with a passkey in it, as far as a server can tell."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

from accounts.models import User

# The person was there, and has shown the device who they are.
PRESENT, VERIFIED = 0x01, 0x04


class Authenticator:
    def __init__(self, owner: User) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.handle = WebAuthnUserHandle.get_handle_for_user(owner)
        numbers = self.key.public_key().public_numbers()
        # COSE: elliptic curve, ES256, P-256, x, y.
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        self.row = WebAuthnCredential.objects.create(
            user=owner, name="Blue key", credential_id=self.id, public_key=cbor2.dumps(public), sign_count=0
        )

    def answer(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED) -> dict[str, Any]:
        said = {"type": "webauthn.get", "challenge": options["challenge"], "origin": settings.PASSKEY_ORIGIN}
        client_data = json.dumps(said).encode()
        data = hashlib.sha256(options["rpId"].encode()).digest() + bytes([flags]) + (0).to_bytes(4)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": encoded(self.id),
            "rawId": encoded(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encoded(client_data),
                "authenticatorData": encoded(data),
                "signature": encoded(signature),
                "userHandle": encoded(self.handle),
            },
        }


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
