"""What people get of their identity checks, and what stays of them when they leave."""

from __future__ import annotations

import pytest

from accounts.personal_data import File, part_named
from moderation.models import KycDocument, KycVerification
from moderation.services.identity_checks.personal import forget_identity_of
from moderation.tests.identity_stage import a_check, an_approved_check, as_it_is, staff
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    redis_client().flushdb()
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def test_people_get_what_they_sent_words_and_pictures():
    check, otto = a_check(), a_check("otto", document_number="OTTO1")
    part = part_named("moderation.identity")
    assert {KycVerification, KycDocument} == set(part.models)
    with acting_as(check.person_id):
        got = list(part.export(check.person))
    rows = [one for one in got if not isinstance(one, File)]
    pictures = [one for one in got if isinstance(one, File)]
    assert [row["document_number"] for row in rows] == ["C01X 00T47"]
    assert sorted(picture.name for picture in pictures) == [f"front-{check.pk}.webp", f"selfie-{check.pk}.webp"]
    assert pictures[0].open().read()[:4] == b"RIFF"
    assert otto.person_id != check.person_id


def test_who_is_erased_loses_pictures_and_words_and_the_fact_stays(private, django_capture_on_commit_callbacks):
    check, otto = an_approved_check(staff("sue")), a_check("otto", document_number="OTTO1")
    with django_capture_on_commit_callbacks(execute=True):
        forget_identity_of(check.person)
        forget_identity_of(check.person)
    fact = as_it_is(check)
    assert (fact.status, fact.details, fact.reviewer.username) == ("approved", None, "sue")
    assert not a_check("nora").signals["unused"]
    with acting_as_house():
        assert not KycDocument.objects.filter(verification=check.pk).exists()
        assert KycDocument.objects.filter(verification=otto.pk).count() == 2


def test_what_was_never_decided_goes_as_a_whole(private, django_capture_on_commit_callbacks):
    check = a_check()
    with django_capture_on_commit_callbacks(execute=True):
        forget_identity_of(check.person)
    with acting_as_house():
        assert not KycVerification.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]
