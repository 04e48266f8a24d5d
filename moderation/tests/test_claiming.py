import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.errors import CaseDecided, CaseEscalated, CaseTaken, NotYoursToJudge
from moderation.models import AuditLog, ModerationAction, Priority, Report, ReviewCase
from moderation.roles import Role
from moderation.services.claiming import CLAIM, claim, claim_next, escalate, release
from moderation.services.deciding import decide
from moderation.services.flagging import flag
from moderation.tests.courtroom import a_case, a_moderator, held, reported, sentence
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_claimed_case_is_in_one_pair_of_hands():
    case, mo, max_ = a_case(), a_moderator("mo"), a_moderator("max")
    claimed = claim(case_id=case.pk, by=mo)
    assert (claimed.assignee, claimed.claimed_until - claimed.claimed_at) == (mo, CLAIM)
    assert Report.objects.get().status == Report.Status.REVIEWING
    with pytest.raises(CaseTaken, match="mo has this case"):
        claim(case_id=case.pk, by=max_)


def test_a_claim_that_ran_out_holds_nobody_back():
    case, mo, max_ = a_case(), a_moderator("mo"), a_moderator("max")
    claim(case_id=case.pk, by=mo)
    with time_machine.travel(timezone.now() + CLAIM + timedelta(seconds=1), tick=False):
        assert claim(case_id=case.pk, by=max_).assignee == max_


def test_what_was_let_go_can_be_taken_by_another():
    case, mo, max_ = a_case(), a_moderator("mo"), a_moderator("max")
    claim(case_id=case.pk, by=mo)
    release(case_id=case.pk, by=max_)
    with pytest.raises(CaseTaken):
        claim(case_id=case.pk, by=max_)
    release(case_id=case.pk, by=mo)
    assert claim(case_id=case.pk, by=max_).assignee == max_


def test_a_viewer_a_creator_and_a_colleague_without_the_right_claim_nothing():
    case = a_case()
    desk_without_right = person("dora", is_staff=True, role=User.Role.MODERATOR)
    for somebody in (person("emil"), a_creator("len").user, desk_without_right):
        with pytest.raises(Forbidden):
            claim(case_id=case.pk, by=somebody)


def test_nobody_judges_what_they_reported():
    mo = a_moderator("mo")
    case = reported(a_creator("rita"), mo).case
    with pytest.raises(NotYoursToJudge):
        claim(case_id=case.pk, by=mo)


def test_nobody_judges_themselves():
    mo = a_moderator("mo")
    case = reported(a_creator("rita"), person("vera")).case
    ReviewCase.objects.filter(pk=case.pk).update(person=mo)
    with pytest.raises(NotYoursToJudge):
        claim(case_id=case.pk, by=mo)
    with pytest.raises(IntegrityError, match="moderation_case_nobody_their_own"), transaction.atomic():
        ReviewCase.objects.filter(pk=case.pk).update(
            assignee=mo, claimed_at=timezone.now(), claimed_until=timezone.now() + CLAIM
        )


def test_there_is_no_claiming_what_is_decided_or_not_there():
    case, mo = a_case(), a_moderator("mo")
    decide(case_id=case.pk, sentence=sentence(mo, "dismiss"))
    with pytest.raises(CaseDecided):
        claim(case_id=case.pk, by=mo)
    with pytest.raises(NotFound):
        claim(case_id=uuid7(), by=mo)


def test_the_next_case_is_the_most_urgent_that_is_free():
    mo, max_ = a_moderator("mo"), a_moderator("max")
    later = a_case("rita", "vera", type="other")
    sooner = a_case("len", "emil")
    urgent = flag(kind="channel", id=a_creator("nora").pk, decision=held()).case
    assert claim_next(by=mo).pk == urgent.pk
    assert claim_next(by=max_).pk == sooner.pk
    assert claim_next(by=max_).pk == sooner.pk
    assert claim_next(by=a_moderator("mia")).pk == later.pk
    assert claim_next(by=a_moderator("mel")) is None


def test_the_next_case_is_none_that_one_must_not_judge():
    mo, senior = a_moderator("mo"), a_moderator("sena", Role.SENIOR_MODERATOR)
    reported(a_creator("rita"), mo)
    escalate(case_id=a_case("len").pk, by=senior, reason="Too big for me.")
    assert claim_next(by=mo) is None


def test_an_escalated_case_waits_for_a_senior_and_becomes_more_urgent():
    case, mo, senior = a_case(), a_moderator("mo"), a_moderator("sena", Role.SENIOR_MODERATOR)
    claim(case_id=case.pk, by=mo)
    raised = escalate(case_id=case.pk, by=mo, reason="This is a matter for the police.")
    assert (raised.assignee, raised.escalated_by, raised.priority) == (None, mo, Priority.HIGH)
    assert raised.due_at <= timezone.now() + timedelta(hours=4)
    assert ModerationAction.objects.get().action == "escalate"
    assert AuditLog.objects.filter(act="case.escalated", actor=mo).exists()
    with pytest.raises(CaseEscalated):
        claim(case_id=case.pk, by=mo)
    with pytest.raises(CaseEscalated):
        escalate(case_id=case.pk, by=senior, reason="Me too.")
    assert claim(case_id=case.pk, by=senior).assignee == senior


def test_escalating_needs_a_reason():
    case, mo = a_case(), a_moderator("mo")
    with pytest.raises(Invalid):
        escalate(case_id=case.pk, by=mo, reason=" ")
    case.refresh_from_db()
    assert case.escalated_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["this one", "the next one"])
def test_two_who_claim_at_once_do_not_get_the_same(way):
    case = a_case()
    desk = [a_moderator("mo"), a_moderator("max")]
    together = threading.Barrier(2)
    got: list[object] = []

    def reach(moderator: User) -> None:
        try:
            together.wait()
            found = claim(case_id=case.pk, by=moderator) if way == "this one" else claim_next(by=moderator)
            got.append(found and found.assignee_id)
        except CaseTaken:
            got.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=reach, args=[moderator]) for moderator in desk]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    assert sorted(got, key=str) == sorted([None, case.assignee_id], key=str)
    assert case.assignee_id in {moderator.pk for moderator in desk}
