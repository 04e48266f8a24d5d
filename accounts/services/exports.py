"""Everything the house keeps about somebody, for them: asked for, made in the background, gone after a week."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import ExportAsked, ExportOver
from accounts.models import PersonalExport, User
from accounts.notifications import EXPORT_FAILED, EXPORT_READY
from accounts.selectors import export_of
from accounts.services.archive import write_archive
from accounts.services.notifying import notify
from accounts.services.private_files import delete_private, keep_private, open_private, strays
from roastlive.lib import outbox
from roastlive.lib.limits import require
from roastlive.lib.rls import acting_as, acting_as_house

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOPIC = "accounts.export"
# As often as it is tried before a person should not have to wait any longer.
ATTEMPTS = 5
LIFE = timedelta(days=7)
# After this long nobody will make it any more, and they may ask again.
LONGEST_WAIT = timedelta(days=1)
State = PersonalExport.State


def ask_for_export(*, user: User) -> PersonalExport:
    """Raises ExportAsked while one is being made, Limited."""
    with acting_as(user.pk):
        # One after the other for each person, so that the second one hears that there is a first.
        User.objects.select_for_update().get(pk=user.pk)
        if PersonalExport.objects.filter(person=user, state=State.ASKED).exists():
            raise ExportAsked
        require(("exports", user.pk))
        export = PersonalExport.objects.create(person=user)
        outbox.enqueue(topic=TOPIC, payload={"export": str(export.pk), "person": str(user.pk)})
    return export


def make_export(*, person_id: UUID, export_id: UUID) -> None:
    """May be repeated. Whoever has gone meanwhile gets none, and leaves no file. Raises Unavailable when there is no room."""
    with acting_as(person_id):
        person = User.objects.filter(pk=person_id).first()
        wanted = PersonalExport.objects.filter(pk=export_id, state=State.ASKED).exists()
    if person is None or not wanted:
        return
    name, size = keep_private(partial(write_archive, person))
    try:
        is_theirs = _hand_over(person_id, export_id, name, size)
    except BaseException:
        delete_private(name)
        raise
    if not is_theirs:
        delete_private(name)


def open_export(*, user: User, export_id: UUID) -> IO[bytes]:
    """Raises ExportNotFound, also for somebody else's, and ExportOver once the file is gone."""
    export = export_of(user, export_id)
    if export.state != State.READY or export.expires_at is None or export.expires_at <= timezone.now():
        raise ExportOver
    try:
        return open_private(export.file)
    except FileNotFoundError as error:
        raise ExportOver from error


def purge_exports() -> int:
    """Remove files whose week is over or that nobody knows, and give up what waits for too long. How many were touched."""
    now = timezone.now()
    with acting_as_house():
        over = list(PersonalExport.objects.select_for_update().filter(state=State.READY, expires_at__lte=now))
        for export in over:
            _end(export, State.OVER)
        given_up = list(
            PersonalExport.objects.select_for_update()
            .filter(state=State.ASKED, created_at__lte=now - LONGEST_WAIT)
            .select_related("person")
        )
        for export in given_up:
            _end(export, State.FAILED)
            _tell(
                export, EXPORT_FAILED, _("We could not put your data together"), _("Ask again, and we will try again.")
            )
        known = set(PersonalExport.objects.filter(state=State.READY).values_list("file", flat=True))
    lost = list(strays(known=known))
    for path in lost:
        path.unlink(missing_ok=True)
    return len(over) + len(given_up) + len(lost)


def _hand_over(person_id: UUID, export_id: UUID, name: str, size: int) -> bool:
    """Whether there is still somebody to get it, who is told. The one before is over."""
    with acting_as(person_id):
        # In the order in which asking and erasing take them.
        person = User.objects.select_for_update().filter(pk=person_id).first()
        export = PersonalExport.objects.select_for_update().filter(pk=export_id, state=State.ASKED).first()
        if person is None or export is None:
            return False
        for before in PersonalExport.objects.select_for_update().filter(person=person, state=State.READY):
            _end(before, State.OVER)
        export.state, export.file, export.size = State.READY, name, size
        export.ready_at = timezone.now()
        export.expires_at = export.ready_at + LIFE
        export.save()
        _tell(
            export,
            EXPORT_READY,
            _("Everything we keep about you is ready"),
            _("It is one file, and it lies there for seven days. You will be asked once more whether it is you."),
        )
    return True


def _end(export: PersonalExport, state: str) -> None:
    if export.file:
        transaction.on_commit(partial(delete_private, export.file))
    export.state, export.file = state, ""
    export.save(update_fields=["state", "file", "updated_at"])


def _tell(export: PersonalExport, kind: str, title: StrOrPromise, message: StrOrPromise) -> None:
    notify(
        recipient=export.person,
        type=kind,
        title=title,
        message=message,
        link=reverse("accounts:settings_privacy"),
        key=f"export:{export.pk}",
    )
