import csv
import io
import json
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from accounts.demo_portraits import portrait
from accounts.errors import ExportAsked, ExportNotFound, ExportOver
from accounts.models import Notification, PersonalExport
from accounts.notifications import EXPORT_READY
from accounts.services import archive as archiving
from accounts.services.blocking import block
from accounts.services.erasure import erase_person
from accounts.services.exports import ask_for_export, make_export, open_export
from accounts.services.following import follow
from accounts.services.notifying import notify
from accounts.services.preferences import change_settings
from accounts.services.purge import forget_old_keys
from accounts.services.uploads import set_picture
from accounts.tests.cast import letters, logged_in, person, row_of, with_second_factor
from accounts.tests.ensemble import a_creator
from roastlive.lib.errors import Limited
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

PRIVACY = "/settings/privacy/"
ASK = "/settings/privacy/export/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.EXPORTS_ROOT = tmp_path / "exports"
    settings.MEDIA_ROOT = str(tmp_path / "media")


def exports_of(somebody):
    with acting_as(somebody.pk):
        return list(PersonalExport.objects.filter(person=somebody).order_by("id"))


def made_for(somebody):
    ask_for_export(user=somebody)
    relay()
    return exports_of(somebody)[-1]


def opened(somebody, export=None):
    export = export or made_for(somebody)
    with open_export(user=somebody, export_id=export.pk) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def told(somebody, kind=EXPORT_READY):
    with acting_as(somebody.pk):
        return Notification.objects.filter(recipient=somebody, type=kind).count()


def whole(answer):
    content = io.BytesIO(b"".join(answer.streaming_content))
    # Closing the answer itself would end the test's own connection.
    for close in answer._resource_closers:
        close()
    return zipfile.ZipFile(content)


def unconfirm(client, somebody):
    row = row_of(client, somebody)
    with acting_as(somebody.pk):
        type(row).objects.filter(pk=row.pk).update(confirmed_at=timezone.now() - timedelta(hours=1))


def test_somebody_gets_what_is_kept_about_them_and_is_told():
    rita = a_creator("rita", bio="=HYPERLINK(1)").user
    dora = person("dora")
    follow(follower=rita, creator=a_creator("nils"))
    block(blocker=rita, blocked=dora)
    logged_in(rita, HTTP_USER_AGENT="Firefox/140.0 Linux")
    set_picture(profile=rita.creator, place="avatar", upload=portrait("rita", 1))
    found = opened(rita)
    assert found.testzip() is None
    [me] = json.loads(found.read("accounts/person.json"))
    assert (me["email"], me["date_of_birth"], me["settings"]["language"]) == ("rita@example.com", "1990-01-01", "en")
    [device] = list(csv.DictReader(io.StringIO(found.read("accounts/devices.csv").decode("utf-8-sig"))))
    assert device["device"] == "Firefox, Linux"
    assert [row["channel"] for row in json.loads(found.read("accounts/follows.json"))] == ["nils"]
    assert [row["username"] for row in json.loads(found.read("accounts/blocks.json"))] == ["dora"]
    assert json.loads(found.read("accounts/channel.json"))[0]["bio"] == "=HYPERLINK(1)"
    assert found.read("accounts/channel/avatar.webp")[8:12] == b"WEBP"
    page = found.read("index.html").decode()
    assert "What we keep about <bdi>rita</bdi>" in page
    assert 'href="accounts/devices.csv"' in page
    assert {"look/tokens.css", "look/export.css"} <= set(found.namelist())
    assert told(rita) == 1
    [letter] = [letter for letter in letters() if "is ready" in letter.subject]
    assert letter.to == ["rita@example.com"]


def test_nobody_elses_secrets_are_in_it():
    rita, dora = a_creator("rita").user, person("dora")
    with_second_factor(rita)
    block(blocker=dora, blocked=rita)
    notify(recipient=dora, type="accounts.verified", title="for dora alone")
    found = opened(rita)
    text = b"".join(found.read(name) for name in found.namelist())
    assert b"dora" not in text
    for secret in ("password", "secret", "code_hash", "token_hash", "key_hash"):
        assert f'"{secret}"'.encode() not in text


def test_it_is_told_in_their_language():
    vera = person("vera")
    change_settings(user=vera, language="de")
    with translation.override("en"):
        page = opened(vera).read("index.html").decode()
    assert '<html lang="de"' in page


def test_one_is_made_at_a_time_and_three_a_day():
    vera = person("vera")
    ask_for_export(user=vera)
    with pytest.raises(ExportAsked):
        ask_for_export(user=vera)
    relay()
    for _ in range(2):
        made_for(vera)
    with pytest.raises(Limited):
        ask_for_export(user=vera)


def test_the_newer_one_takes_the_place_of_the_older(settings, django_capture_on_commit_callbacks):
    vera = person("vera")
    first = made_for(vera)
    with django_capture_on_commit_callbacks(execute=True):
        second = made_for(vera)
    assert [export.state for export in exports_of(vera)] == ["over", "ready"]
    with pytest.raises(ExportOver):
        open_export(user=vera, export_id=first.pk)
    with opened(vera, second):
        assert len(list(settings.EXPORTS_ROOT.iterdir())) == 1


def test_only_they_may_have_it_and_only_once_confirmed():
    vera, otto = person("vera"), person("otto")
    export = made_for(vera)
    address = f"{ASK}{export.pk}/"
    assert Client().get(address).url.startswith("/login/")
    assert logged_in(otto).get(address).status_code == 404
    with pytest.raises(ExportNotFound):
        open_export(user=otto, export_id=export.pk)
    client = logged_in(vera)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert whole(answer).testzip() is None
    unconfirm(client, vera)
    assert client.get(address).url == f"/settings/security/confirm/?next={address}"


def test_the_page_says_where_it_stands():
    vera = person("vera")
    client = logged_in(vera)
    assert "Ask for everything we keep about you" in client.get(PRIVACY).content.decode()
    client.post(ASK)
    page = client.get(PRIVACY).content.decode()
    assert "We are putting it together" in page
    assert "Ask for everything" not in page
    again = client.post(ASK, follow=True)
    assert "You have asked already" in again.content.decode()
    relay()
    page = client.get(PRIVACY).content.decode()
    assert f'href="{ASK}{exports_of(vera)[0].pk}/"' in page
    assert "Ask for a newer one" in page


def test_after_a_week_it_is_gone(time_machine, settings, django_capture_on_commit_callbacks):
    vera = person("vera")
    export = made_for(vera)
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))
    with pytest.raises(ExportOver):
        open_export(user=vera, export_id=export.pk)
    answer = logged_in(vera).get(f"{ASK}{export.pk}/")
    assert answer.url == PRIVACY
    with django_capture_on_commit_callbacks(execute=True):
        forget_old_keys()
    assert list(settings.EXPORTS_ROOT.iterdir()) == []
    assert exports_of(vera)[0].state == "over"


def test_what_nobody_knows_is_swept_and_what_was_never_made_may_be_asked_again(time_machine, settings):
    vera = person("vera")
    settings.EXPORTS_ROOT.mkdir()
    (settings.EXPORTS_ROOT / "stray.zip.part").write_bytes(b"half")
    ask_for_export(user=vera)
    OutboxMessage.objects.all().delete()
    forget_old_keys()
    assert len(list(settings.EXPORTS_ROOT.iterdir())) == 1
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    forget_old_keys()
    assert list(settings.EXPORTS_ROOT.iterdir()) == []
    assert exports_of(vera)[0].state == "failed"
    assert told(vera, "accounts.export_failed") == 1
    assert made_for(vera).state == "ready"


def test_no_half_file_is_left_where_there_is_no_room(monkeypatch, settings):
    vera = person("vera")

    def full(_person, out):
        out.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("accounts.services.exports.write_archive", full)
    ask_for_export(user=vera)
    tally = relay()
    assert (tally.postponed, tally.failed) == (1, 0)
    assert list(settings.EXPORTS_ROOT.iterdir()) == []
    assert exports_of(vera)[0].state == "asked"


def test_whoever_is_erased_while_it_is_made_gets_none(monkeypatch, settings):
    """Between the writing of the file and the handing over, which is when nothing holds them."""
    vera = person("vera")
    ask_for_export(user=vera)

    def write_and_be_erased(somebody, out):
        archiving.write_archive(somebody, out)
        erase_person(person_id=somebody.pk)

    monkeypatch.setattr("accounts.services.exports.write_archive", write_and_be_erased)
    export = exports_of(vera)[0]
    make_export(person_id=vera.pk, export_id=export.pk)
    assert list(settings.EXPORTS_ROOT.iterdir()) == []
    assert told(vera) == 0
    relay()
    assert exports_of(vera) == []


def test_it_may_be_made_twice_and_is_told_once(settings):
    vera = person("vera")
    export = made_for(vera)
    make_export(person_id=vera.pk, export_id=export.pk)
    assert len(list(settings.EXPORTS_ROOT.iterdir())) == 1
    assert told(vera) == 1


def test_a_lost_picture_holds_nothing_up():
    rita = a_creator("rita").user
    name = set_picture(profile=rita.creator, place="banner", upload=portrait("rita", 4))
    default_storage.delete(f"{name}-large.webp")
    assert "accounts/channel/banner.webp" not in opened(rita).namelist()


def test_a_program_asks_waits_and_gets_it():
    vera = person("vera")
    client = logged_in(vera)
    asked = client.post("/api/v1/me/exports/")
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    assert client.post("/api/v1/me/exports/").json()["code"] == "export_asked"
    relay()
    [listed] = client.get("/api/v1/me/exports/").json()["results"]
    one = f"/api/v1/me/exports/{listed['id']}/"
    assert client.get(one).json()["state"] == "ready"
    answer = client.get(one + "file/", headers={"Accept": "application/zip"})
    assert whole(answer).testzip() is None
    assert logged_in(person("otto")).get(one + "file/").json()["code"] == "export_not_found"
    assert logged_in(person("emil")).get(one).status_code == 404
    unconfirm(client, vera)
    refused = client.get(one + "file/")
    assert (refused.status_code, refused.json()["code"]) == (403, "confirmation_needed")


def test_an_operator_writes_it_to_a_file(tmp_path, capsys):
    vera = person("vera")
    target = tmp_path / "vera.zip"
    call_command("export_person", "VERA@example.com", "--to", str(target))
    assert json.loads(zipfile.ZipFile(target).read("accounts/person.json"))[0]["username"] == "vera"
    assert target.stat().st_mode & 0o077 == 0
    assert exports_of(vera) == []
    with pytest.raises(CommandError, match="there already"):
        call_command("export_person", "vera@example.com", "--to", str(target))
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("export_person", "otto@example.com", "--to", str(target))


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_makes_one():
    vera = person("vera")
    outcomes = []
    together = threading.Barrier(4)

    def ask():
        together.wait()
        try:
            ask_for_export(user=vera)
            outcomes.append("asked")
        except ExportAsked:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked", "refused", "refused", "refused"]
    assert len(exports_of(vera)) == 1
