"""What accounts do when something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.entrance import open_row
from accounts.errors import SessionNotFound
from accounts.events import Followed, SessionEnded
from accounts.middleware import ROW, session_of
from accounts.services.erasure import TOMBSTONE_TOPIC, erase_part
from accounts.services.erasure import TOPIC as ERASE_TOPIC
from accounts.services.exports import ATTEMPTS as EXPORT_ATTEMPTS
from accounts.services.exports import TOPIC as EXPORT_TOPIC
from accounts.services.exports import make_export
from accounts.services.letters import TOPIC, write_letter
from accounts.services.meeting import tell_of_follower
from accounts.services.notifying import EMAIL_TOPIC, PUSH_TOPIC, write_notification_letter
from accounts.services.sessions import Ending, end_session, live_session
from accounts.services.tombstones import note_erased
from accounts.tasks import push_notification
from roastlive.lib.events import receives
from roastlive.lib.outbox import Message, handles
from roastlive.lib.realtime import close_sockets, session_rule, session_tag

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from accounts.models import User

# A socket knows its session by the beginning of the hash that the row holds.
TAG_LENGTH = len(session_tag(""))


@handles(TOPIC)
def send_letter(message: Message) -> None:
    write_letter(message.payload)


@receiver(user_logged_in)
def open_session_row(*, request: HttpRequest, user: User, **_: Any) -> None:
    open_row(request, user)


@receiver(user_logged_out)
def end_session_row(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    session = session_of(request) if user is not None else None
    if session is None:
        return
    try:
        end_session(user_id=session.user_id, session_id=session.pk, ending=Ending.LOGOUT)
    except SessionNotFound:
        # Ended from elsewhere at the same moment, which is as good.
        return


@receives(SessionEnded)
def close_its_sockets(event: SessionEnded) -> None:
    if event.key_hash:
        close_sockets(event.user_id, session=event.key_hash[:TAG_LENGTH])


@session_rule
def device_still_in(session: SessionBase, user: AbstractBaseUser) -> bool:
    """Sockets ask what pages ask."""
    return live_session(user_id=user.pk, session_id=session.get(ROW)) is not None


@receives(Followed)
def tell_the_creator(event: Followed) -> None:
    tell_of_follower(follower_id=event.follower_id, creator_id=event.creator_id)


@handles(EMAIL_TOPIC)
def send_notification_letter(message: Message) -> None:
    write_notification_letter(
        recipient_id=message.payload["recipient"], notification_id=message.payload["notification"]
    )


@handles(PUSH_TOPIC)
def wake_devices(message: Message) -> None:
    """In a task of its own: a slow service must not hold up other messages."""
    push_notification.delay(message.payload["recipient"], message.payload["notification"])


@handles(EXPORT_TOPIC, attempts=EXPORT_ATTEMPTS)
def put_together(message: Message) -> None:
    make_export(person_id=UUID(message.payload["person"]), export_id=UUID(message.payload["export"]))


@handles(ERASE_TOPIC)
def erase_one_part(message: Message) -> None:
    erase_part(person_id=UUID(message.payload["person"]), name=message.payload["part"])


@handles(TOMBSTONE_TOPIC)
def write_tombstone(message: Message) -> None:
    note_erased(UUID(message.payload["person"]))
