"""What can go wrong and be said to people: raised by services, described once, shown by pages, API and sockets."""

from roastlive.lib.errors.description import Description, describe, fault, socket_error
from roastlive.lib.errors.domain import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    Invalid,
    Limited,
    NotFound,
    NotSignedIn,
    TooLarge,
    Unavailable,
)

__all__ = [
    "Conflict",
    "Description",
    "DomainError",
    "Forbidden",
    "Gone",
    "Invalid",
    "Limited",
    "NotFound",
    "NotSignedIn",
    "TooLarge",
    "Unavailable",
    "describe",
    "fault",
    "socket_error",
]
