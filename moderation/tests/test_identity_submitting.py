"""A creator proves who they are: what is asked, what is kept, and what comes back."""

from __future__ import annotations

import io
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from PIL import Image

from accounts.errors import PictureRefused
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.errors import CheckIncomplete, CheckUnderWay, IdentityProvenAlready
from moderation.models import KycDocument, KycVerification
from moderation.services.documents import read_file
from moderation.services.identity_checks import is_identity_proven
from moderation.services.identity_checks.asking import add_picture, save_details, submit
from moderation.services.identity_checks.reviewing import reject, take
from moderation.tests.identity_stage import PASSPORT, a_check, a_draft, an_approved_check, as_it_is, picture, staff
from roastlive.lib.errors import Invalid, NotFound
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db
PAGE = "/studio/identity/"
API = "/api/v1/identity-check/"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    redis_client().flushdb()
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def mine(somebody):
    with acting_as(somebody.pk):
        return list(KycVerification.objects.of(somebody.pk))


def sides_of(check):
    with acting_as_house():
        return sorted(check.documents.values_list("side", flat=True))


def test_a_creator_fills_it_in_at_leisure_and_sends_it_once():
    rita = a_creator("rita")
    client = logged_in(rita.user)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Nothing sent yet" in page.content.decode()
    assert client.post(PAGE, {"legal_name": "Rita Rust"}).status_code == 302
    assert 'value="Rita Rust"' in client.get(PAGE).content.decode()
    sent = client.post(PAGE, {**PASSPORT, "front": picture(), "selfie": picture("selfie"), "send": "1"})
    assert sent.status_code == 302, sent.content.decode()
    (check,) = mine(rita.user)
    assert (check.status, check.score, sides_of(check)) == ("submitted", 100, ["front", "selfie"])
    after = client.get(PAGE).content.decode()
    assert "It is with us" in after
    assert '<form method="post" enctype' not in after
    assert "C01X" not in after
    again = client.post(PAGE, {**PASSPORT, "send": "1"}, follow=True)
    assert "has been sent" in again.content.decode()


def test_what_is_missing_is_said_beside_the_fields_and_what_is_good_is_kept():
    rita = a_creator("rita")
    client = logged_in(rita.user)
    answer = client.post(PAGE, {**PASSPORT, "document_number": "", "front": picture(), "send": "1"})
    assert answer.status_code == 400
    words = answer.content.decode()
    assert "This is needed." in words
    assert "This picture is needed." in words
    assert "We have this one." in words
    (check,) = mine(rita.user)
    assert (check.status, sides_of(check), check.details["legal_name"]) == ("draft", ["front"], "Rita Maria Rust")


def test_a_card_needs_its_back_and_a_passport_loses_one():
    rita = a_creator("rita")
    a_draft(rita, document_kind="id_card")
    with pytest.raises(CheckIncomplete) as refused:
        submit(person=rita.user)
    assert list(refused.value.errors) == ["back"]
    add_picture(person=rita.user, side="back", upload=picture("back"))
    save_details(person=rita.user, said=PASSPORT)
    assert sides_of(submit(person=rita.user)) == ["front", "selfie"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("date_of_birth", "1990-13-01"),
        ("date_of_birth", "2999-01-01"),
        ("date_of_birth", "yesterday"),
        ("date_of_birth", "1801-01-01"),
        ("document_expires", "9999-12-31"),
        ("country", "XX"),
        ("country", "EU"),
        ("country", "de"),
        ("document_country", "Germany"),
        ("document_kind", "library_card"),
        ("document_number", "---"),
        ("document_number", "1" * 41),
        ("legal_name", "x" * 121),
        ("legal_name", "nul\0"),
        ("address", "y" * 301),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(field, typed):
    rita = a_creator("rita")
    with pytest.raises(Invalid) as refused:
        save_details(person=rita.user, said={**PASSPORT, field: typed})
    assert list(refused.value.errors) == [field]
    assert mine(rita.user) == []


def test_a_document_that_is_over_is_not_sent():
    rita = a_creator("rita")
    a_draft(rita, document_expires="2020-01-01")
    with pytest.raises(CheckIncomplete) as refused:
        submit(person=rita.user)
    assert list(refused.value.errors) == ["document_expires"]


def test_only_creators_have_a_reason_to_show_a_document():
    vera = person("vera")
    client = logged_in(vera)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, PASSPORT).status_code == 404
    assert client.get(API).status_code == 404
    with pytest.raises(NotFound):
        save_details(person=vera, said=PASSPORT)
    assert mine(vera) == []


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.get(API).status_code == 401


def svg():
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>alert(1)</script></svg>'


def polyglot():
    return picture().read() + b"<script>alert(1)</script>"


def bomb():
    return picture(form="PNG", size=(9000, 9000)).read()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("passport.pdf", b"%PDF-1.7\n" + b"0" * 2000, "This is a PDF."),
        ("passport.jpg", b"%PDF-1.7\n" + b"0" * 2000, "This is a PDF."),
        ("passport.svg", svg(), "not a picture"),
        ("passport.jpg", b"Dear house, this is me.", "not a picture"),
        ("passport.jpg", polyglot(), "something else in one"),
        ("passport.png", bomb(), "40 million pixels"),
        ("passport.jpg", picture(size=(300, 200)).read(), "too small to read"),
        ("passport.jpg", picture().read()[:900], "not a picture"),
        ("passport.jpg", b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
        ("passport.jpg", b"", "empty"),
    ],
    ids=["pdf", "pdf renamed", "svg", "text", "polyglot", "pixel bomb", "tiny", "half", "heavy", "empty"],
)
def test_what_is_no_plain_picture_is_refused_in_words(name, content, words, private):
    rita = a_creator("rita")
    client = logged_in(rita.user)
    answer = client.post(PAGE, {"front": SimpleUploadedFile(name, content, content_type="image/jpeg")})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert all(sides_of(check) == [] for check in mine(rita.user))
    assert not files(private)


def test_nothing_of_the_picture_or_the_words_is_on_the_disk_or_in_the_rows(private):
    check = a_check()
    with acting_as_house():
        documents = list(check.documents.all())
        with connection.cursor() as cursor:
            cursor.execute("SELECT details, document_hash, signals::text FROM moderation_kycverification")
            rows = repr(cursor.fetchall())
            cursor.execute("SELECT key FROM moderation_kycdocument")
            keys = repr(cursor.fetchall())
    for secret in ("Rita", "C01X", "00T47", "Stage Street", "1990"):
        assert secret not in rows
    for document in documents:
        sealed = (private / document.name).read_bytes()
        plain = read_file(document)
        assert plain[:4] == b"RIFF"
        assert plain[:64] not in sealed
        assert b"RIFF" not in sealed
        assert b"WEBP" not in sealed
        assert document.key not in keys
    assert len(files(private)) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in files(private))


def test_what_a_camera_wrote_stays_out_and_what_is_read_is_whole():
    notes = Image.Exif()
    notes[0x010F] = "A camera that tells"
    notes.get_ifd(0x8825)[1] = "N"
    rita = a_creator("rita")
    document = add_picture(person=rita.user, side="front", upload=picture(size=(1200, 500), exif=notes))
    drawn = read_file(document)
    assert b"camera" not in drawn
    image = Image.open(io.BytesIO(drawn))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (1200, 500), {})


def test_a_new_picture_takes_the_place_of_the_old_one_file_and_all(private, django_capture_on_commit_callbacks):
    rita = a_creator("rita")
    add_picture(person=rita.user, side="front", upload=picture())
    before = files(private)
    with django_capture_on_commit_callbacks(execute=True):
        add_picture(person=rita.user, side="front", upload=picture("new"))
    assert len(files(private)) == 1
    assert files(private) != before


def test_nobody_sees_the_check_of_another():
    check, otto = a_check(), a_creator("otto")
    assert mine(otto.user) == []
    with acting_as(otto.user.pk):
        assert not KycVerification.objects.exists()
        assert not KycDocument.objects.exists()
        assert not KycVerification.objects.filter(pk=check.pk).update(status="approved")
    with acting_as(check.person_id):
        assert KycDocument.objects.count() == 2
    assert not KycVerification.objects.exists()


def test_whoever_was_sent_back_corrects_and_sends_again():
    check, sue = a_check(), staff("sue")
    take(check_id=check.pk, by=sue)
    reject(check_id=check.pk, by=sue, refusal="unreadable", note="The number is under your thumb.")
    client = logged_in(as_it_is(check).person)
    page = client.get(PAGE).content.decode()
    assert "It was sent back" in page
    assert "under your thumb" in page
    assert "Rita Maria Rust" in page
    assert "We have this one." not in page
    sent = client.post(PAGE, {**PASSPORT, "front": picture(), "selfie": picture("selfie"), "send": "1"})
    assert sent.status_code == 302
    assert [one.status for one in mine(check.person)] == ["submitted", "rejected"]


def test_nobody_proves_themselves_twice_until_it_nearly_ends():
    check = an_approved_check(staff("sue"))
    rita = as_it_is(check).person
    assert is_identity_proven(rita.pk)
    with pytest.raises(IdentityProvenAlready):
        save_details(person=rita, said=PASSPORT)
    with time_machine.travel(timezone.now() + timedelta(days=700), tick=False):
        save_details(person=rita, said={**PASSPORT, "document_expires": "2039-01-01"})
        assert [one.status for one in mine(rita)] == ["draft", "approved"]
        assert is_identity_proven(rita.pk)


def test_the_api_says_how_it_stands_and_nothing_else():
    rita = a_creator("rita")
    client = logged_in(rita.user)
    assert client.get(API).json()["status"] == "none"
    put = client.put(API, PASSPORT, content_type="application/json")
    assert put.status_code == 200, put.content
    incomplete = client.post(f"{API}submission/")
    assert (incomplete.status_code, sorted(incomplete.json()["errors"])) == (400, ["front", "selfie"])
    for side in ("front", "selfie"):
        answer = upload(client, side, picture(side))
        assert answer.status_code == 200, answer.content
    sent = client.post(f"{API}submission/")
    assert sent.status_code == 200, sent.content
    assert sent.json()["status"] == "submitted"
    assert sent.json()["pictures"] == ["front", "selfie"]
    assert client.post(f"{API}submission/").json()["code"] == "identity_check_under_way"
    said = client.get(API).content.decode()
    for secret in (*PASSPORT.values(), "score", "signals", "identity/"):
        assert secret not in said


def upload(client, side, file):
    body = encode_multipart(BOUNDARY, {"picture": file})
    return client.put(f"{API}pictures/{side}/", body, content_type=MULTIPART_CONTENT)


def test_the_api_refuses_what_nobody_may_set_and_what_there_is_not():
    rita = a_creator("rita")
    client = logged_in(rita.user)
    for sent in ({"status": "approved"}, {"score": 100}, {"document_hash": "x"}, {"date_of_birth": "soon"}):
        answer = client.put(API, {**PASSPORT, **sent}, content_type="application/json")
        assert answer.status_code == 400, sent
    assert upload(client, "ceiling", picture()).status_code == 400
    assert upload(client, "front", SimpleUploadedFile("a.svg", svg())).json()["code"] == "picture_refused"
    assert mine(rita.user) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_is_told_that_it_is_under_way():
    rita = a_creator("rita")
    a_draft(rita)
    said = together(lambda: submit(person=rita.user), 4)
    assert [type(one) for one in said].count(CheckUnderWay) == 3
    assert [one.status for one in mine(rita.user)] == ["submitted"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_at_once_all_fill_in_the_same_one():
    rita = a_creator("rita")
    said = together(lambda: save_details(person=rita.user, said=PASSPORT), 6)
    assert len({one.pk for one in said}) == 1
    assert len(mine(rita.user)) == 1


def together(act, times):
    """What each of so many at once got, refusals included."""
    ready, got = threading.Barrier(times), []

    def run():
        ready.wait()
        try:
            got.append(act())
        except Exception as error:  # noqa: BLE001 - what was refused is what is asked
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_a_picture_that_is_refused_raises_what_the_house_knows():
    rita = a_creator("rita")
    with pytest.raises(PictureRefused):
        add_picture(person=rita.user, side="front", upload=SimpleUploadedFile("a.jpg", b"no"))
