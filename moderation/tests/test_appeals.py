"""Whoever is sanctioned says something to it once, and somebody else answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import Notification, User
from accounts.tests.cast import letters, person
from moderation.errors import (
    AlreadyAppealed,
    AppealAnswered,
    AppealTooLate,
    NotYourJudgement,
    SanctionOver,
    TooGrave,
)
from moderation.models import Act, Appeal, AuditLog
from moderation.services.appeals import answer, appeal
from moderation.services.sanctions import lift, next_step
from moderation.services.standing import standing_of
from moderation.tests.guardhouse import Kind, a_captain, a_guard, sanctioned
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db
WORDS = "It was a quote, and the whole room knew it."
SORRY = "You were right, and we are sorry."


def an_appeal(kind: str = Kind.MUTE) -> Appeal:
    row = sanctioned(person(), kind)
    return appeal(person=row.person, sanction_id=row.pk, words=WORDS)


def test_it_waits_for_somebody_who_had_no_part_in_it():
    made = an_appeal()
    assert (made.status, made.against.username) == ("open", "carla")
    assert made.due_at - made.created_at >= timedelta(days=6)


def test_granted_it_lifts_the_sanction_and_they_are_told_once():
    made = an_appeal(Kind.BAN)
    answer(appeal_id=made.pk, by=a_captain("cato"), grant=True, words=SORRY)
    assert standing_of(made.person_id).may(Act.ENTER)
    assert Appeal.objects.get().status == "upheld"
    with acting_as(made.person_id):
        kinds = list(Notification.objects.order_by("id").values_list("type", flat=True))
    assert kinds == ["moderation.shut_out", "moderation.appeal_answered"]
    assert any(SORRY in letter.body for letter in letters())
    assert AuditLog.objects.filter(act__in=["appeal.granted", "sanction.lifted"]).count() == 2


def test_turned_down_it_changes_nothing():
    made = an_appeal()
    answer(appeal_id=made.pk, by=a_guard(), grant=False, words="The rule is the rule.")
    assert not standing_of(made.person_id).may(Act.SPEAK)
    assert Appeal.objects.get().status == "rejected"


def test_what_ran_out_meanwhile_may_still_be_granted_and_counts_no_more():
    made = an_appeal(Kind.SUSPENSION)
    with time_machine.travel(made.sanction.ends_at, tick=False):
        answer(appeal_id=made.pk, by=a_captain("cato"), grant=True, words=SORRY)
        assert next_step(person=made.person, severity=30)[0] == Kind.WARNING


def test_whoever_issued_it_does_not_answer():
    made = an_appeal()
    with pytest.raises(NotYourJudgement):
        answer(appeal_id=made.pk, by=made.against, grant=False, words="I said so.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(answered_by=made.against, status="rejected", answered_at=timezone.now(), answer="No.")


def test_who_may_not_answer_does_not():
    made = an_appeal(Kind.BAN)
    for powerless in (person("rosa"), made.person):
        with pytest.raises(Forbidden):
            answer(appeal_id=made.pk, by=powerless, grant=True, words=SORRY)
    with pytest.raises(TooGrave):
        answer(appeal_id=made.pk, by=a_guard(), grant=True, words=SORRY)
    assert Appeal.objects.get().status == "open"


def test_nobody_appeals_for_somebody_else():
    row = sanctioned(person())
    with pytest.raises(NotFound):
        appeal(person=person("rosa"), sanction_id=row.pk, words=WORDS)


def test_nobody_appeals_what_is_over_or_too_old():
    row = sanctioned(person(), Kind.BAN)
    with time_machine.travel(row.appealable_until + timedelta(seconds=1), tick=False), pytest.raises(AppealTooLate):
        appeal(person=row.person, sanction_id=row.pk, words=WORDS)
    lift(sanction=row, by=row.issued_by, reason="Enough.")
    with pytest.raises(SanctionOver):
        appeal(person=row.person, sanction_id=row.pk, words=WORDS)


@pytest.mark.parametrize("words", ["", "no", "x" * 2001, "nul \0 and more of it"])
def test_words_have_to_be_words(words: str):
    row = sanctioned(person())
    with pytest.raises(Invalid):
        appeal(person=row.person, sanction_id=row.pk, words=words)


def test_an_answer_is_given_once():
    made = an_appeal()
    answer(appeal_id=made.pk, by=a_guard(), grant=False, words="The rule is the rule.")
    with pytest.raises(AppealAnswered):
        answer(appeal_id=made.pk, by=a_guard("gus"), grant=True, words=SORRY)
    with pytest.raises(AlreadyAppealed):
        appeal(person=made.person, sanction_id=made.sanction_id, words=WORDS)


@pytest.mark.django_db(transaction=True)
def test_twenty_appeals_at_once_are_one():
    row, gate = sanctioned(person()), Barrier(20)

    def press(_number: int) -> str:
        try:
            gate.wait()
            appeal(person=row.person, sanction_id=row.pk, words=WORDS)
        except AlreadyAppealed:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(press, range(20))) == ["done", *["refused"] * 19]
    assert Appeal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts():
    made, gate = an_appeal(), Barrier(2)
    judges = [(a_guard("gus"), True), (a_guard("gil"), False)]

    def press(judge: tuple[User, bool]) -> str:
        try:
            gate.wait()
            answer(appeal_id=made.pk, by=judge[0], grant=judge[1], words=SORRY)
        except AppealAnswered:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, judges)) == ["done", "refused"]
    assert standing_of(made.person_id).may(Act.SPEAK) == (Appeal.objects.get().status == "upheld")
