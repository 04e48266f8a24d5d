"""What time does to identity checks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Notification, User
from accounts.tests.ensemble import a_creator
from moderation.models import KycDocument, KycVerification
from moderation.services.identity_checks import is_identity_proven
from moderation.services.identity_checks.upkeep import expire_due, forget_documents, warn_of_the_end
from moderation.tasks import tend_identity_checks_task
from moderation.tests.identity_stage import a_check, a_draft, an_approved_check, as_it_is, staff
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    redis_client().flushdb()
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def after(**span):
    return time_machine.travel(timezone.now() + timedelta(**span), tick=False)


def titles_of(somebody):
    with acting_as(somebody.pk):
        return list(Notification.objects.order_by("id").values_list("title", flat=True))


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def everything():
    with acting_as_house():
        return KycVerification.objects.count(), KycDocument.objects.count()


def test_an_approval_ends_by_itself_before_anybody_notes_it_and_the_person_is_told_once():
    check = an_approved_check(staff("sue"))
    with after(days=731):
        assert not is_identity_proven(check.person_id)
        assert as_it_is(check).status == "approved"
        assert (expire_due(), expire_due()) == (1, 0)
        assert as_it_is(check).status == "expired"
    assert titles_of(check.person)[-1] == "Your identity check has ended"


def test_the_person_is_told_once_while_there_is_time():
    check = an_approved_check(staff("sue"))
    with after(days=690):
        assert warn_of_the_end() == 0
    with after(days=705):
        assert (warn_of_the_end(), warn_of_the_end()) == (1, 0)
        assert is_identity_proven(check.person_id)
    assert titles_of(check.person)[-1].startswith("Your identity check ends on")


def test_pictures_go_when_every_complaint_has_come_and_the_fact_stays(private, django_capture_on_commit_callbacks):
    check = an_approved_check(staff("sue"))
    waiting = a_check("otto", document_number="OTTO1")
    with after(days=29):
        assert forget_documents() == 0
    with after(days=31), django_capture_on_commit_callbacks(execute=True):
        assert forget_documents() == 2
    assert len(files(private)) == 2
    with acting_as_house():
        assert set(KycDocument.objects.values_list("verification", flat=True)) == {waiting.pk}
    kept = as_it_is(check)
    assert (kept.status, kept.details["document_number"]) == ("approved", "C01X 00T47")
    assert is_identity_proven(check.person_id)


def test_what_was_begun_and_never_sent_is_forgotten(private, django_capture_on_commit_callbacks):
    a_draft(a_creator("rita"))
    with after(days=29), django_capture_on_commit_callbacks(execute=True):
        tend_identity_checks_task()
    assert everything() == (1, 2)
    with after(days=31), django_capture_on_commit_callbacks(execute=True):
        tend_identity_checks_task()
    assert (everything(), files(private)) == ((0, 0), [])


def test_the_fact_of_somebody_who_is_gone_goes_when_the_law_lets_it():
    check = an_approved_check(staff("sue"))
    a_check("otto", document_number="OTTO1")
    User.everyone.filter(pk=check.person_id).update(deleted_at=timezone.now())
    with after(days=4 * 365):
        tend_identity_checks_task()
        assert everything()[0] == 2
    with after(days=5 * 365 + 2):
        tend_identity_checks_task()
        assert everything()[0] == 1
