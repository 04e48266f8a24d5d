"""Nobody any more: the identity goes in one transaction, and what every app keeps follows, part by part.

Each part is a message of the outbox, committed with the identity's end: whatever is killed half-way goes on where it was, and
a part that fails holds up no other. The row stays, as a pseudonym, so that ledger and threads stay whole.
"""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.errors import StaffStays
from accounts.events import PersonErased
from accounts.models import PendingRegistration, User
from accounts.personal_data import part_named, parts
from accounts.services.letters import language_of, order_letter
from accounts.services.sessions import Ending, end_sessions
from accounts.services.tombstones import erased_ids
from roastlive.lib import outbox
from roastlive.lib.errors import NotFound
from roastlive.lib.events import announce
from roastlive.lib.rls import acting_as_house

TOPIC = "accounts.erase"
TOMBSTONE_TOPIC = "accounts.tombstone"
# Nobody reads mail there: the name is reserved for that (RFC 2606).
NOWHERE = "erased.invalid"
# A date of birth must be stated; this one is nobody's.
BORN = date(1900, 1, 1)
PSEUDONYM = "gone_"


def is_erased(person: User) -> bool:
    return person.deleted_at is not None and person.email.endswith(f"@{NOWHERE}")


@transaction.atomic
def erase_person(*, person_id: UUID) -> bool:
    """Whether there was still somebody to erase. Raises NotFound, StaffStays."""
    return _erase(_locked(person_id))


@transaction.atomic
def erase_leaver(*, person_id: UUID) -> bool:
    """Erase somebody whose time to change their mind is over; False if they did. Raises StaffStays."""
    person = _locked(person_id)
    if person.leaves_at is None or person.leaves_at > timezone.now():
        return False
    return _erase(person)


def leavers() -> list[UUID]:
    """Whose time is over, without those who were given rights meanwhile."""
    due = User.objects.filter(leaves_at__lte=timezone.now(), is_staff=False, is_superuser=False)
    return list(due.order_by("leaves_at").values_list("pk", flat=True))


@transaction.atomic
def erase_part(*, person_id: UUID, name: str) -> None:
    """One part of what is kept; may be repeated. A part that no app registers any more has nothing left to erase."""
    part = part_named(name)
    person = User.everyone.filter(pk=person_id).first()
    # Only of somebody who is nobody already: a message that went astray must not empty the living.
    if part is None or part.erase is None or person is None or not is_erased(person):
        return
    with acting_as_house():
        part.erase(person)


def erase_again() -> list[UUID]:
    """After a backup was restored: those in the journal who are in the database, as themselves or as what was left of them."""
    found = []
    for person_id in erased_ids():
        with transaction.atomic():
            person = User.everyone.select_for_update().filter(pk=person_id).first()
            if person is None:
                continue
            # Rights that a backup brought back protect nobody who was erased after it was made.
            person.is_staff = person.is_superuser = False
            if not _erase(person):
                _send_parts(person)
            found.append(person_id)
    return found


def erasable_parts() -> list[str]:
    return [part.name for part in parts() if part.erase is not None]


def _locked(person_id: UUID) -> User:
    person = User.everyone.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound
    if person.is_staff or person.is_superuser:
        raise StaffStays
    return person


def _erase(person: User) -> bool:
    if is_erased(person):
        return False
    order_letter("erased", email=person.email, language=language_of(person.pk))
    PendingRegistration.objects.filter(email__iexact=person.email).delete()
    end_sessions(user_id=person.pk, ending=Ending.LOGOUT)
    _become_nobody(person)
    _send_parts(person)
    announce(PersonErased(user_id=person.pk))
    # Not here: a line about somebody whose erasure did not commit would erase them after the next restore.
    outbox.enqueue(topic=TOMBSTONE_TOPIC, payload={"person": str(person.pk)})
    return True


def _become_nobody(person: User) -> None:
    person.username = PSEUDONYM + secrets.token_hex(8)
    person.email = f"{person.username}@{NOWHERE}"
    person.password = make_password(None)
    person.role = User.Role.VIEWER
    person.date_of_birth = BORN
    person.email_verified_at = person.last_login = person.leaves_at = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.deleted_at = person.deleted_at or timezone.now()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _send_parts(person: User) -> None:
    for name in erasable_parts():
        outbox.enqueue(topic=TOPIC, payload={"person": str(person.pk), "part": name})
