"""What somebody is called."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import UsernameTaken
from accounts.models import User
from accounts.models.user import username_rule
from roastlive.lib.errors import Invalid


@transaction.atomic
def change_username(*, user: User, username: str) -> User:
    """Raises Invalid, UsernameTaken."""
    try:
        username_rule(username)
    except ValidationError as error:
        raise Invalid(errors={"username": error.messages}) from error
    person = User.objects.select_for_update().get(pk=user.pk)
    person.username = username
    try:
        with transaction.atomic():
            person.save(update_fields=["username", "updated_at"])
    except IntegrityError as error:
        raise UsernameTaken(errors={"username": [UsernameTaken.detail]}) from error
    user.username = username
    return person
