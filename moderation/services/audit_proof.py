"""Proving that nobody altered the audit log.

The chain shows what was changed, taken out, put in or exchanged. That its end is missing, or that all of it was written
anew, only somebody outside of the database can know: so its head is noted in a file and in the log, every hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.chain import BEFORE_THE_FIRST, Link
from moderation.models import AuditLog, AuditSeal

logger = structlog.get_logger(__name__)

CHUNK = 2000
ANCHOR = re.compile(r"([1-9][0-9]*) ([0-9a-f]{64})(?: .*)?")


@dataclass(frozen=True)
class Head:
    number: int = 0
    hash: str = BEFORE_THE_FIRST


@dataclass(frozen=True)
class Proof:
    """`broken` says in words which row is the first that is not as it was; "" if all are."""

    head: Head
    broken: str = ""


def prove(anchors: Mapping[int, str] | None = None) -> Proof:
    """Read the whole chain, from its first row on, a few at a time."""
    known = read_anchors() if anchors is None else dict(anchors)
    head = Head()
    with transaction.atomic():
        for link in _links():
            broken = _first_fault(link, head, known)
            if broken:
                return Proof(head, broken)
            head = Head(link.number, link.hash)
        stray = AuditLog.objects.filter(seal__isnull=True).order_by("pk").first()
    if stray is not None:
        return Proof(head, _("Row %(id)s has no place in the chain: it was put in past it.") % {"id": stray.pk})
    beyond = min((number for number in known if number > head.number), default=None)
    if beyond is not None:
        words = _("The end is missing: the chain went on to number %(number)d at least, and now ends at %(last)d.")
        return Proof(head, words % {"number": max(known), "last": head.number})
    return Proof(head)


def note_head() -> Head:
    """Write down where the chain ends, outside of the database. What is noted already is not noted again."""
    last = AuditSeal.objects.order_by("-number").first()
    if last is None:
        return Head()
    head = Head(last.number, last.hash)
    logger.info("audit_head", number=head.number, hash=head.hash)
    if read_anchors().get(head.number) != head.hash:
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{head.number} {head.hash} {timezone.now().isoformat()}\n")
    return head


def read_anchors() -> dict[int, str]:
    """What was noted so far. Of two notes about one number the first counts: it was there before anybody minded."""
    path = _path()
    if not path.exists():
        return {}
    found: dict[int, str] = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        match = ANCHOR.fullmatch(line)
        if match:
            found.setdefault(int(match[1]), match[2])
    return found


def _first_fault(link: Link, head: Head, known: Mapping[int, str]) -> str:
    if link.number != head.number + 1:
        return _("Number %(number)d is missing.") % {"number": head.number + 1}
    named = {"number": link.number, "id": link.id}
    if link.previous != head.hash:
        return _("Number %(number)d (row %(id)s) does not follow the one before: something was exchanged.") % named
    if link.computed_hash() != link.hash:
        return _("Number %(number)d (row %(id)s) was altered.") % named
    if known.get(link.number, link.hash) != link.hash:
        return _("Number %(number)d (row %(id)s) is not what was noted outside: the chain was written anew.") % named
    return ""


def _links() -> Iterator[Link]:
    seals = AuditSeal.objects.annotate(
        **{name: F(f"entry__{name}") for name in ("act", "subject", "reason", "ip", "request_id", "actor_id")},
        at=F("entry__created_at"),
        written=Cast("entry__detail", TextField()),
    ).order_by("number")
    names = ("number", "previous", "hash", "entry_id", "at", "actor_id", "act", "subject", "reason", "written", "ip")
    for row in seals.values_list(*names, "request_id").iterator(chunk_size=CHUNK):
        yield Link(
            number=row[0],
            previous=row[1],
            hash=row[2],
            id=row[3],
            at=row[4],
            actor_id=row[5],
            act=row[6],
            subject=row[7],
            reason=row[8],
            detail=row[9],
            ip=row[10],
            request_id=row[11],
        )


def _path() -> Path:
    return Path(settings.AUDIT_ANCHORS)
