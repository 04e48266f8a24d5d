"""How programs say who they are: `Authorization: Bearer`, with a session's token or one that a person made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header

from accounts.errors import ScopeMissing
from accounts.middleware import session_of
from accounts.scopes import scope_needed
from accounts.services.tokens import PERSONAL_PREFIX, bearer_of_access, bearer_of_personal
from accounts.visits import visit_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import PersonalAccessToken, User, UserSession

SCHEME = b"bearer"


@dataclass(frozen=True)
class Bearer:
    """What stands behind a call: a session, or a personal token, never both."""

    session: UserSession | None = None
    token: PersonalAccessToken | None = None


class BearerAuthentication(BaseAuthentication):
    """Raises SessionOver for a token that is none, or no longer; ScopeMissing for one that may not do this."""

    def authenticate(self, request: Request) -> tuple[User, Bearer] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        secret = token.strip().decode("latin-1")
        if not secret.startswith(PERSONAL_PREFIX):
            person, session = bearer_of_access(secret, visit=lambda: visit_of(request))
            return person, Bearer(session=session)
        person, made = bearer_of_personal(secret)
        area = getattr(request.parser_context.get("view"), "scope", "")
        if not area or scope_needed(area, request.method or "") not in made.scopes:
            raise ScopeMissing
        return person, Bearer(token=made)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def session_behind(request: Request) -> UserSession | None:
    """The session that makes an API call, of a program or of a browser; None behind a personal token."""
    if isinstance(request.auth, Bearer):
        return request.auth.session
    return session_of(request._request)


class BearerScheme(OpenApiAuthenticationExtension):
    """Tells the schema."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A session's access token, or a personal access token.",
        }
