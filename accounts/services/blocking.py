"""Who wants nothing to do with whom."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import CannotBlockYourself
from accounts.events import PersonBlocked, PersonUnblocked
from accounts.models import Block, CreatorProfile, User
from accounts.services.following import end_follow
from accounts.services.pairs import lock_pair
from roastlive.lib.events import announce


@transaction.atomic
def block(*, blocker: User, blocked: User) -> Block:
    """Ends follows in both directions; blocking twice changes nothing. Raises CannotBlockYourself."""
    if blocker.pk == blocked.pk:
        raise CannotBlockYourself
    lock_pair(blocker.pk, blocked.pk)
    found, is_new = Block.objects.get_or_create(blocker=blocker, blocked=blocked)
    if is_new:
        for follower, followed in ((blocker, blocked), (blocked, blocker)):
            for creator in CreatorProfile.objects.filter(user=followed):
                end_follow(follower=follower, creator=creator)
        announce(PersonBlocked(blocker_id=blocker.pk, blocked_id=blocked.pk))
    return found


@transaction.atomic
def unblock(*, blocker: User, blocked: User) -> bool:
    """Whether there was anything to end. Follows that the block ended do not come back by themselves."""
    lock_pair(blocker.pk, blocked.pk)
    deleted, _rows = Block.objects.filter(blocker=blocker, blocked=blocked).delete()
    if deleted:
        announce(PersonUnblocked(blocker_id=blocker.pk, blocked_id=blocked.pk))
    return bool(deleted)
