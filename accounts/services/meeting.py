"""What a creator learns of those who begin to follow them."""

from __future__ import annotations

from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile, Follow
from accounts.notifications import NEW_FOLLOWER
from accounts.selectors import settings_of
from accounts.services.notifying import notify
from accounts.services.preferences import privacy_of


def tell_of_follower(*, follower_id: UUID, creator_id: UUID) -> None:
    """Once a person, however often they come and go; without a name if that is their wish."""
    follow = Follow.objects.filter(follower=follower_id, creator=creator_id).select_related("follower").first()
    if follow is None:
        return
    creator = CreatorProfile.objects.select_related("user").get(pk=creator_id)
    named = privacy_of(settings_of(follow.follower))["following"] == "named"
    title = (
        format_lazy(_("{name} follows you"), name=follow.follower.username) if named else _("Somebody new follows you")
    )
    notify(
        recipient=creator.user,
        type=NEW_FOLLOWER,
        title=title,
        link=f"/@{creator.slug}/",
        data={"follower": str(follower_id)} if named else {},
        key=f"follower:{follower_id}",
    )
