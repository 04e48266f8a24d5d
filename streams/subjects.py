"""What of streams can be reported and judged: a show."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from accounts.models import User
from accounts.pictures import picture_file
from moderation.subjects import Description, register_subject
from streams.models import Stream
from streams.services.hiding import hide_stream, restore_stream, stop_stream


def find_stream(id: UUID, visitor: User | None) -> Stream | None:
    """For the house deleted ones, too."""
    shows = Stream.everything.all() if visitor is None else Stream.objects.visible_to(visitor)
    return shows.with_their_people().filter(pk=id).first()


def describe_stream(stream: Stream) -> Description:
    return Description(
        title=stream.title,
        words=stream.description,
        link=f"/live/{stream.pk}/",
        pictures=(picture_file(stream.thumbnail, "large"),) if stream.thumbnail else (),
        facts=(
            (noop("creator"), stream.creator.stage_name),
            (noop("status"), stream.status),
            (noop("tags"), ", ".join(stream.tags)),
            (noop("viewers"), str(stream.viewer_count)),
        ),
    )


register_subject(
    kind="stream",
    label=_("Show"),
    icon="live",
    find=find_stream,
    describe=describe_stream,
    owner=lambda stream: stream.creator.user_id,
    channel=lambda stream: stream.creator_id,
    hide=hide_stream,
    restore=restore_stream,
    stop=stop_stream,
)
