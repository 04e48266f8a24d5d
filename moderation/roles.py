"""Who does what at the desk. Every app says what of its own a role may see and do:

    grant(Role.MODERATOR, "moderation.view_reviewcase", "moderation.decide_reviewcase")     # in its admin modules

After each migration the groups of the same names hold exactly what was granted. Groups that the house made by hand are
its own. What a role gets by another one is said in `INCLUDES`.
"""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMISSION = re.compile(r"[a-z]+\.[a-z_]+")


class Role(models.TextChoices):
    """The value is the group's name."""

    MODERATOR = "moderator", _("Moderator")
    SENIOR_MODERATOR = "senior_moderator", _("Senior moderator")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")


# Whoever directs a desk can do what is done at it.
INCLUDES: dict[Role, tuple[Role, ...]] = {
    Role.MODERATOR: (),
    Role.SENIOR_MODERATOR: (Role.MODERATOR,),
    Role.FINANCE: (),
    Role.ADMINISTRATOR: (Role.MODERATOR, Role.SENIOR_MODERATOR, Role.FINANCE),
}

# How somebody of that role stands among people. Finance is nobody's business outside of the desk.
STANDS_AS = {
    Role.MODERATOR: "moderator",
    Role.SENIOR_MODERATOR: "moderator",
    Role.ADMINISTRATOR: "admin",
}

_granted: dict[Role, set[str]] = {role: set() for role in Role}


def grant(role: Role, *permissions: str) -> None:
    """Granting twice changes nothing. Permissions are named as Django does: app.verb_model."""
    for permission in permissions:
        if not PERMISSION.fullmatch(permission):
            raise ValueError(f"{permission!r} is no permission; it looks like moderation.view_reviewcase.")
    _granted[Role(role)].update(permissions)


def granted(role: Role) -> frozenset[str]:
    """All that a role may, by itself and by the roles it includes."""
    return frozenset(_granted[role]).union(*(_granted[included] for included in INCLUDES[role]))
