"""Who follows whom. The creator's count changes in the same transaction as the row."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.errors import CannotFollow, CannotFollowYourself
from accounts.events import Followed, Unfollowed
from accounts.models import CreatorProfile, Follow, User
from accounts.selectors import blocks_between
from accounts.services.pairs import lock_pair
from roastlive.lib.events import announce


@transaction.atomic
def follow(*, follower: User, creator: CreatorProfile, bell: bool | None = None) -> Follow:
    """Follow, or set the bell of a follow there is. Raises CannotFollowYourself, CannotFollow after a block."""
    if follower.pk == creator.user_id:
        raise CannotFollowYourself
    lock_pair(follower.pk, creator.user_id)
    if blocks_between(follower.pk, creator.user_id):
        raise CannotFollow
    found, is_new = Follow.objects.get_or_create(
        follower=follower, creator=creator, defaults={"notifications_enabled": bell is not False}
    )
    if is_new:
        CreatorProfile.objects.filter(pk=creator.pk).update(follower_count=F("follower_count") + 1)
        announce(Followed(follower_id=follower.pk, creator_id=creator.pk))
    elif bell is not None and found.notifications_enabled != bell:
        found.notifications_enabled = bell
        found.save(update_fields=["notifications_enabled", "updated_at"])
    return found


@transaction.atomic
def unfollow(*, follower: User, creator: CreatorProfile) -> bool:
    """Whether there was anything to end."""
    lock_pair(follower.pk, creator.user_id)
    return end_follow(follower=follower, creator=creator)


def end_follow(*, follower: User, creator: CreatorProfile) -> bool:
    """Within the pair's lock."""
    deleted, _rows = Follow.objects.filter(follower=follower, creator=creator).delete()
    if not deleted:
        return False
    CreatorProfile.objects.filter(pk=creator.pk).update(follower_count=F("follower_count") - 1)
    announce(Unfollowed(follower_id=follower.pk, creator_id=creator.pk))
    return True
