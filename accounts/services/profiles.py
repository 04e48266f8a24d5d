"""What somebody is called."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import UsernameTaken
from accounts.models import FormerName, User
from accounts.models.user import username_rule
from roastlive.lib.errors import Invalid
from roastlive.lib.limits import require

# So long nobody else may take a name that somebody gave up, lest they are taken for them.
KEPT = timedelta(days=30)


def require_free(username: str, *, by: User | None = None) -> None:
    """Raises UsernameTaken. Whoever gave a name up may take it again."""
    others = User.everyone.with_username(username)
    kept = FormerName.objects.filter(username__iexact=username, kept_until__gt=timezone.now())
    if by is not None:
        others, kept = others.exclude(pk=by.pk), kept.exclude(user=by)
    if others.exists() or kept.exists():
        raise _taken()


@transaction.atomic
def change_username(*, user: User, username: str) -> User:
    """Raises Invalid, UsernameTaken, Limited. What they were called before stays nobody else's for a while."""
    try:
        username_rule(username)
    except ValidationError as error:
        raise Invalid(errors={"username": error.messages}) from error
    person = User.objects.select_for_update().get(pk=user.pk)
    if username == person.username:
        return person
    require_free(username, by=person)
    require(("usernames", person.pk))
    before, person.username = person.username, username
    try:
        with transaction.atomic():
            person.save(update_fields=["username", "updated_at"])
    except IntegrityError as error:
        raise _taken() from error
    # Whatever is still written there of either name is over, or was theirs.
    FormerName.objects.filter(username__iexact=username).delete()
    if before.casefold() != username.casefold():
        FormerName.objects.filter(username__iexact=before).delete()
        FormerName.objects.create(user=person, username=before, kept_until=timezone.now() + KEPT)
    user.username = username
    return person


def _taken() -> UsernameTaken:
    return UsernameTaken(errors={"username": [UsernameTaken.detail]})
