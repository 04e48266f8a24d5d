"""What is decided here, for the apps above."""

from __future__ import annotations

from uuid import UUID

from roastlive.lib.events import Event


class CaseOpened(Event):
    """Something has been reported or flagged that nobody had noticed before."""

    case_id: UUID


class CaseDecided(Event):
    case_id: UUID


class CaseReopened(Event):
    """A decision was taken back within the moment that is given for it."""

    case_id: UUID


class IdentityProven(Event):
    check_id: UUID
    person_id: UUID


class IdentityExpired(Event):
    """Their identity counts as proven no more, until they prove it again."""

    check_id: UUID
    person_id: UUID


class PersonSanctioned(Event):
    sanction_id: UUID
    person_id: UUID


class SanctionLifted(Event):
    sanction_id: UUID
    person_id: UUID


class AppealMade(Event):
    appeal_id: UUID
    person_id: UUID


class AppealAnswered(Event):
    appeal_id: UUID
    person_id: UUID


class SafewordTriggered(Event):
    """Everything at this place stands still."""

    trigger_id: UUID
    where_kind: str
    where_id: UUID


class SafewordResolved(Event):
    trigger_id: UUID
    where_kind: str
    where_id: UUID
