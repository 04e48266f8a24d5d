"""REST framework's permissions, made of our policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from roastlive.lib.access import Policy


class Nobody(BasePermission):
    """What a view gets that names no policy."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class Follows(BasePermission):
    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def has_permission(self, request: Request, view: APIView) -> bool:
        return self.policy.allows(request.user)
