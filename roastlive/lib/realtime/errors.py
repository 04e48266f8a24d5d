"""Refusals that only a socket can give. Their codes are part of the protocol: docs/websocket.md lists them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import DomainError, Invalid, Limited

# The room cannot be read now; any client comes back by itself after this one.
TRY_AGAIN_LATER = 1013


def close_code_of(status: int) -> int:
    """For programs, which see no words in a close frame: the HTTP status that would say the same, and 4000."""
    return 4000 + status


class NotJson(Invalid):
    code = "not_json"
    detail = _("That was not a JSON object as the standard has it.")


class BinaryFrame(Invalid):
    code = "binary"
    detail = _("Only text is spoken here.")


class UnknownType(Invalid):
    code = "unknown_type"
    detail = _("Nobody here knows this kind of message.")


class TooManyErrors(Invalid):
    """Somebody sends rubbish faster than we care to explain."""

    code = "too_many_errors"
    detail = _("Too much of what you sent made no sense. Reload the page to begin anew.")


class TooManySockets(Limited):
    code = "too_many_sockets"
    detail = _("You have very many pages open. Close some, then reload this one.")


class SignedOut(DomainError):
    """The session ended, here or on another device."""

    code = "signed_out"
    status = 401
    detail = _("You are no longer logged in.")
