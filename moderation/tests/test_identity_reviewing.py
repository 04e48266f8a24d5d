"""One reviewer takes a check, looks, and decides; each look is written down."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.tests.cast import letters, logged_in
from accounts.tests.ensemble import a_creator
from moderation.errors import (
    CheckDecided,
    CheckNotTaken,
    CheckTaken,
    DocumentOver,
    DocumentUnreadable,
    NotYourColleague,
    NotYourOwnIdentity,
    SecondLookIsAnothers,
    TooYoungToApprove,
)
from moderation.models import AuditLog, KycDocument, KycVerification
from moderation.roles import Role
from moderation.services.identity_checks import is_identity_proven
from moderation.services.identity_checks.reviewing import (
    approve,
    put_back,
    reject,
    see_document,
    take,
    take_next,
)
from moderation.tests.identity_stage import a_check, a_draft, an_approved_check, as_it_is, staff
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as_house
from roastlive.lib.waiting import queues

pytestmark = pytest.mark.django_db
DESK = "/admin/moderation/kycverification/"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    redis_client().flushdb()
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def page_of(check, act="change"):
    return f"{DESK}{check.pk}/{act}/"


def desk_of(somebody):
    return logged_in(somebody, second_factor=True)


def acts(check):
    return list(
        AuditLog.objects.filter(subject=f"identity_check:{check.pk}").order_by("pk").values_list("act", flat=True)
    )


def test_a_reviewer_takes_it_looks_and_approves(django_capture_on_commit_callbacks):
    check, sue = a_check(), staff("sue")
    desk = desk_of(sue)
    closed = desk.get(page_of(check)).content.decode()
    assert "Closed until somebody takes it" in closed
    assert "C01X" not in closed
    assert desk.get(f"{page_of(check, 'picture')}front/").status_code == 404
    assert desk.post(page_of(check, "take")).status_code == 302
    open_now = desk.get(page_of(check)).content.decode()
    for said in ("Rita Maria Rust", "C01X 00T47", "Stage Street 4", "Germany", "100"):
        assert said in open_now
    picture = desk.get(f"{page_of(check, 'picture')}front/")
    assert picture.content[8:12] == b"WEBP"
    assert "no-store" in picture["Cache-Control"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert desk.post(page_of(check, "approve")).status_code == 302
    decided = as_it_is(check)
    assert (decided.status, decided.reviewer) == ("approved", sue)
    assert is_identity_proven(check.person_id)
    assert acts(check) == [
        *("identity.submitted", "identity.taken", "identity.read", "identity.document_seen", "identity.approved"),
    ]
    assert "no-store" in desk.get(page_of(check))["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        sent = letters()
    assert [letter.subject for letter in sent] == ["Your identity is proven"]


def test_it_counts_until_the_document_ends_and_two_years_at_most():
    sue = staff("sue")
    now = timezone.now()
    soon = as_it_is(an_approved_check(sue, document_expires=str(timezone.localdate() + timedelta(days=90))))
    assert timedelta(days=90) < soon.expires_at - now < timedelta(days=91, hours=1)
    never = as_it_is(an_approved_check(sue, "otto", document_number="OTTO1", document_expires=""))
    assert timedelta(days=729) < never.expires_at - now < timedelta(days=731)


def test_a_rejection_says_why():
    check, sue = a_check(), staff("sue")
    desk = desk_of(sue)
    desk.post(page_of(check, "take"))
    assert "Choose a reason." in desk.post(page_of(check, "reject")).content.decode()
    assert desk.post(page_of(check, "reject"), {"refusal": "mood"}).status_code == 400
    assert desk.post(page_of(check, "reject"), {"refusal": "other", "note": ""}).status_code == 400
    assert as_it_is(check).status == "in_review"
    assert desk.post(page_of(check, "reject"), {"refusal": "face", "note": "Two people on it."}).status_code == 302
    decided = as_it_is(check)
    assert (decided.status, decided.refusal, decided.note) == ("rejected", "face", "Two people on it.")
    assert not is_identity_proven(check.person_id)
    entry = AuditLog.objects.get(act="identity.rejected")
    assert (entry.actor, entry.reason, entry.detail["refusal"]) == (sue, "Two people on it.", "face")


def test_what_speaks_against_it_is_shown_and_decides_nothing():
    sue = staff("sue")
    an_approved_check(sue, "otto")
    check = a_check("rita", date_of_birth="1988-05-05", legal_name="Rita")
    assert check.score == 45
    assert {name for name, holds in check.signals.items() if not holds} == {"birthday", "unused", "named"}
    take(check_id=check.pk, by=sue)
    assert approve(check_id=check.pk, by=sue).status == "approved"


def test_the_same_number_counts_as_used_however_it_is_typed():
    a_check("otto", document_number="c01x-00t47")
    assert not a_check("rita").signals["unused"]
    assert a_check("nora", document_number="C01X00T48").signals["unused"]


@pytest.mark.parametrize("role", [Role.MODERATOR, None])
def test_who_has_no_right_to_documents_sees_none_and_decides_nothing(role):
    check = a_check()
    momo = staff("momo", role or Role.MODERATOR)
    if role is None:
        momo.groups.clear()
    desk = desk_of(momo)
    for address in (DESK, page_of(check), page_of(check, "review"), f"{page_of(check, 'picture')}front/"):
        assert desk.get(address).status_code == 403, address
    for act in ("take", "approve", "reject", "put-back"):
        assert desk.post(page_of(check, act)).status_code == 403, act
    assert desk.post(f"{DESK}next/").status_code == 403
    for deed in (take, approve, put_back):
        with pytest.raises(Forbidden):
            deed(check_id=check.pk, by=momo)
    with pytest.raises(Forbidden):
        reject(check_id=check.pk, by=momo, refusal="face")
    with pytest.raises(Forbidden):
        see_document(check_id=check.pk, side="front", by=momo)
    assert as_it_is(check).status == "submitted"
    assert acts(check) == ["identity.submitted"]


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SENIOR_MODERATOR, Role.ADMINISTRATOR])
def test_who_has_the_right_finds_what_waits(role):
    check = a_check()
    desk = desk_of(staff("sue", role))
    found = desk.get(DESK)
    assert found.status_code == 200
    assert check.person.username in found.content.decode()
    assert desk.post(f"{DESK}next/").url == page_of(check)


def test_a_suspended_reviewer_is_nobody():
    check, sue = a_check(), staff("sue")
    desk = desk_of(sue)
    desk.post(page_of(check, "take"))
    User.objects.filter(pk=sue.pk).update(is_active=False)
    assert desk.get(page_of(check)).status_code == 302
    with pytest.raises(Forbidden):
        approve(check_id=check.pk, by=User.objects.get(pk=sue.pk))


def test_the_creator_sees_no_picture_again_not_even_their_own():
    check = a_check()
    client = logged_in(check.person)
    assert client.get(f"{page_of(check, 'picture')}front/").status_code in {302, 403}
    with acting_as_house():
        names = list(KycDocument.objects.values_list("name", flat=True))
    for name in names:
        assert client.get(f"/media/{name}").status_code == 404


def test_nobody_checks_themselves():
    check = a_check()
    User.objects.filter(pk=check.person_id).update(is_staff=True)
    rita = User.objects.get(pk=check.person_id)
    rita.groups.add(Group.objects.get(name=Role.SENIOR_MODERATOR))
    for deed in (take, approve):
        with pytest.raises(NotYourOwnIdentity):
            deed(check_id=check.pk, by=rita)
    assert take_next(by=rita) is None
    desk = desk_of(rita)
    assert "This is you." in desk.get(page_of(check)).content.decode()
    assert desk.get(f"{page_of(check, 'picture')}front/").status_code == 404
    assert desk.post(page_of(check, "approve")).status_code == 403
    assert as_it_is(check).status == "submitted"


def test_a_draft_is_nobodys_business_yet():
    rita, sue = a_creator("rita"), staff("sue")
    a_draft(rita)
    with acting_as_house():
        draft = KycVerification.objects.get()
    desk = desk_of(sue)
    assert desk.get(page_of(draft)).status_code == 404
    assert "rita" not in desk.get(DESK).content.decode().replace("characters", "")
    with pytest.raises(NotFound):
        take(check_id=draft.pk, by=sue)


def test_one_reviewer_has_it_until_half_an_hour_is_over():
    check, sue, tom = a_check(), staff("sue"), staff("tom")
    take(check_id=check.pk, by=sue)
    with pytest.raises(CheckTaken):
        take(check_id=check.pk, by=tom)
    with pytest.raises(CheckNotTaken):
        approve(check_id=check.pk, by=tom)
    with pytest.raises(NotFound):
        see_document(check_id=check.pk, side="front", by=tom)
    assert take_next(by=tom) is None
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        with pytest.raises(CheckNotTaken):
            approve(check_id=check.pk, by=sue)
        assert take_next(by=tom) == check
    put_back(check_id=check.pk, by=tom)
    assert as_it_is(check).status == "submitted"


def test_what_is_decided_is_decided():
    sue = staff("sue")
    check = an_approved_check(sue)
    for deed in (take, approve, put_back):
        with pytest.raises(CheckDecided):
            deed(check_id=check.pk, by=sue)
    with pytest.raises(CheckDecided):
        reject(check_id=check.pk, by=sue, refusal="face")


def test_a_document_that_ended_while_it_waited_is_not_approved():
    check, sue = a_check(document_expires=str(timezone.localdate() + timedelta(days=2))), staff("sue")
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        take(check_id=check.pk, by=sue)
        with pytest.raises(DocumentOver):
            approve(check_id=check.pk, by=sue)


def test_who_is_too_young_is_not_approved_but_shut_out_and_told(settings):
    settings.MINIMUM_AGE = 18
    check, sue = a_check(date_of_birth=str(timezone.localdate() - timedelta(days=17 * 365))), staff("sue")
    young = logged_in(check.person)
    take(check_id=check.pk, by=sue)
    with pytest.raises(TooYoungToApprove):
        approve(check_id=check.pk, by=sue)
    reject(check_id=check.pk, by=sue, refusal="under_age")
    assert not User.objects.get(pk=check.person_id).is_active
    assert young.get("/studio/identity/").status_code == 302
    shut = AuditLog.objects.get(act="person.shut_out")
    assert (shut.actor, shut.subject) == (sue, f"person:{check.person_id}")
    (letter,) = letters()
    assert letter.subject == "Your account is closed"
    assert "18" in letter.body


def test_of_a_colleague_who_seems_too_young_a_superuser_disposes():
    check, sue = a_check(), staff("sue")
    User.objects.filter(pk=check.person_id).update(is_staff=True)
    take(check_id=check.pk, by=sue)
    with pytest.raises(NotYourColleague):
        reject(check_id=check.pk, by=sue, refusal="under_age")
    assert as_it_is(check).status == "in_review"
    assert User.objects.get(pk=check.person_id).is_active


def test_a_low_score_needs_two_people_where_the_house_wants_it(settings):
    settings.IDENTITY_SECOND_LOOK_BELOW = 80
    check, sue, tom = a_check(date_of_birth="1988-05-05"), staff("sue"), staff("tom", Role.FINANCE)
    take(check_id=check.pk, by=sue)
    assert approve(check_id=check.pk, by=sue).status == "submitted"
    assert not is_identity_proven(check.person_id)
    with pytest.raises(SecondLookIsAnothers):
        take(check_id=check.pk, by=sue)
    assert take_next(by=sue) is None
    take(check_id=check.pk, by=tom)
    assert approve(check_id=check.pk, by=tom).status == "approved"
    assert "identity.approved_once" in acts(check)


@pytest.mark.parametrize("touched", ["file", "key", "gone"])
def test_a_picture_that_does_not_open_is_said_to_and_breaks_nothing(touched, private, settings):
    check, sue = a_check(), staff("sue")
    take(check_id=check.pk, by=sue)
    with acting_as_house():
        document = check.documents.get(side="front")
        other = check.documents.get(side="selfie")
    path = private / document.name
    if touched == "file":
        path.write_bytes((private / other.name).read_bytes())
    elif touched == "key":
        settings.FIELD_KEYS = ["another:" + "n" * 43]
    else:
        path.unlink()
    with pytest.raises(DocumentUnreadable):
        see_document(check_id=check.pk, side="front", by=sue)
    if touched != "key":
        assert desk_of(sue).get(f"{page_of(check, 'picture')}front/").status_code == 410


def test_the_queue_counts_what_waits_and_leads_to_it():
    check, sue = a_check(), staff("sue")
    (queue,) = [queue for queue in queues() if "kycverification" in queue.url]
    assert queue.count() == 1
    assert queue.oldest() == check.submitted_at
    assert desk_of(sue).get(f"{DESK}?{queue.query}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_has_it_and_one_decides():
    check, sue, tom = a_check(), staff("sue"), staff("tom")
    took = together(lambda: take(check_id=check.pk, by=sue), lambda: take(check_id=check.pk, by=tom))
    assert [type(one) for one in took].count(CheckTaken) == 1
    holder = as_it_is(check).reviewer
    decided = together(
        lambda: approve(check_id=check.pk, by=holder),
        lambda: reject(check_id=check.pk, by=holder, refusal="face"),
    )
    assert [type(one) for one in decided].count(CheckDecided) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_next_one_get_two_different_ones():
    first, second = a_check("rita"), a_check("otto", document_number="OTTO1")
    sue, tom = staff("sue"), staff("tom")
    took = together(lambda: take_next(by=sue), lambda: take_next(by=tom))
    assert {one.pk for one in took} == {first.pk, second.pk}


def together(*deeds):
    """What each of them got, refusals included."""
    ready, got = threading.Barrier(len(deeds)), []

    def run(deed):
        ready.wait()
        try:
            got.append(deed())
        except Exception as error:  # noqa: BLE001 - what was refused is what is asked
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_a_strange_refusal_is_no_reason():
    check, sue = a_check(), staff("sue")
    take(check_id=check.pk, by=sue)
    with pytest.raises(Invalid):
        reject(check_id=check.pk, by=sue, refusal="")
    assert check.person.date_of_birth == date(1990, 1, 1)
