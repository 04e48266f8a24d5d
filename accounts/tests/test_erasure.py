import threading
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from accounts.demo_portraits import portrait
from accounts.errors import StaffStays
from accounts.events import PersonErased
from accounts.models import (
    BackupCode,
    Block,
    CreatorProfile,
    Follow,
    Notification,
    PendingRegistration,
    PersonalAccessToken,
    PushSubscription,
    TotpDevice,
    User,
    UserSession,
    UserSettings,
    UserStats,
)
from accounts.personal_data import register_personal_data
from accounts.personal_data import registry as personal_data_registry
from accounts.services.blocking import block
from accounts.services.erasure import TOMBSTONE_TOPIC, TOPIC, erase_again, erase_part, erase_person, is_erased
from accounts.services.following import follow
from accounts.services.letters import TOPIC as LETTERS
from accounts.services.notifying import notify
from accounts.services.tokens import make_personal_token
from accounts.services.tombstones import erased_ids, note_erased
from accounts.services.uploads import set_picture
from accounts.tests.cast import PASSWORD, is_in, letters, logged_in, person, with_second_factor
from accounts.tests.ensemble import a_creator
from roastlive.lib.errors import NotFound
from roastlive.lib.events import _receivers as receivers
from roastlive.lib.events import receives
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "kept" / "erased.log"
    settings.EXPORTS_ROOT = tmp_path / "exports"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def a_part():
    """An app above, for as long as a test."""
    made = []

    def register(name, **more):
        register_personal_data(name=name, export=lambda _person: (), **more)
        made.append(name)

    yield register
    for name in made:
        personal_data_registry._parts.pop(name)


def now_nobody(somebody):
    return User.everyone.get(pk=somebody.pk)


def gone(somebody):
    erase_person(person_id=somebody.pk)
    relay()
    return now_nobody(somebody)


def test_nothing_of_the_identity_is_left():
    dora = person("dora")
    client = logged_in(dora)
    keys = [session.session_key for session in Session.objects.all()]
    row = gone(dora)
    assert row.username.startswith("gone_")
    assert row.email == f"{row.username}@erased.invalid"
    assert (row.date_of_birth, row.email_verified_at, row.last_login) == (date(1900, 1, 1), None, None)
    assert not row.has_usable_password()
    assert not row.is_active
    assert row.deleted_at is not None
    assert is_erased(row)
    assert not User.objects.filter(pk=dora.pk).exists()
    assert not is_in(client)
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert Client().post("/login/", {"email": "dora@example.com", "password": PASSWORD}).status_code == 400


def test_everything_that_hung_on_it_goes(django_capture_on_commit_callbacks):
    rita = a_creator("rita", bio="Dry.", links={"website": "https://rita.example"}, verified_at=timezone.now())
    person_rita, dora, nils = rita.user, person("dora"), a_creator("nils")
    with_second_factor(person_rita)
    logged_in(person_rita)
    make_personal_token(user=person_rita, name="bot", scopes=["follows:read"])
    WebAuthnCredential.objects.create(user=person_rita, name="key", credential_id=b"1", public_key=b"x")
    with django_capture_on_commit_callbacks(execute=True):
        picture = set_picture(profile=rita, place="avatar", upload=portrait("rita", 1))
    follow(follower=person_rita, creator=nils)
    follow(follower=dora, creator=rita)
    block(blocker=person_rita, blocked=person("otto"))
    block(blocker=person("emil"), blocked=person_rita)
    notify(recipient=person_rita, type="accounts.verified", title="Yours")
    notify(recipient=dora, type="accounts.new_follower", title="rita", data={"follower": str(person_rita.pk)})
    with django_capture_on_commit_callbacks(execute=True):
        nobody = gone(person_rita)
    for model in (BackupCode, TotpDevice, WebAuthnCredential, UserSettings):
        assert not model.objects.filter(user=nobody).exists(), model
    with acting_as_house():
        for model in (UserSession, PersonalAccessToken, PushSubscription):
            assert not model.objects.filter(user=nobody).exists(), model
        assert not Notification.objects.filter(title__in=["Yours", "rita"]).exists()
    assert not Follow.objects.exists()
    assert not Block.objects.exists()
    nils.refresh_from_db()
    assert nils.follower_count == 0
    empty = CreatorProfile.objects.get(pk=rita.pk)
    assert (empty.slug, empty.stage_name) == (nobody.username.replace("_", "-"), nobody.username)
    assert (empty.bio, empty.links, empty.genres, empty.avatar, empty.follower_count) == ("", {}, [], "", 0)
    assert empty.verified_at is None
    assert not default_storage.exists(f"{picture}-large.webp")
    assert UserStats.objects.get(user=nobody).total_xp == 0
    assert Client().get("/@rita/").status_code == 404


def test_the_name_and_the_address_are_free_again_and_a_last_letter_says_so():
    dora = person("dora")
    PendingRegistration.objects.create(
        email="DORA@example.com",
        username="dora",
        password="x",
        date_of_birth=date(1990, 1, 1),
        language="en",
        expires_at=timezone.now() + timedelta(days=1),
    )
    gone(dora)
    assert not PendingRegistration.objects.exists()
    [letter] = letters()
    assert (letter.to, letter.subject) == (["dora@example.com"], "You are gone")
    assert not OutboxMessage.objects.filter(payload__icontains="dora").exists()
    assert person("dora").email == "dora@example.com"


def test_the_desks_history_knows_a_name_that_is_nobodys():
    dora, clerk = person("dora"), person("clerk", is_staff=True)
    LogEntry.objects.create(
        user=clerk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(dora.pk),
        object_repr="dora",
        action_flag=CHANGE,
        change_message="Shut out: shouted",
    )
    nobody = gone(dora)
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == (nobody.username, "Shut out: shouted")


def test_staff_are_not_erased_while_they_are_staff():
    for somebody in (person("clerk", is_staff=True), person("boss", is_superuser=True)):
        with pytest.raises(StaffStays):
            erase_person(person_id=somebody.pk)
        assert not is_erased(now_nobody(somebody))
    with pytest.raises(NotFound):
        erase_person(person_id=uuid4())


def test_erasing_twice_erases_once():
    dora = person("dora")
    assert erase_person(person_id=dora.pk)
    name = now_nobody(dora).username
    waiting = OutboxMessage.objects.count()
    assert not erase_person(person_id=dora.pk)
    assert now_nobody(dora).username == name
    assert OutboxMessage.objects.count() == waiting


def test_it_goes_on_where_it_was_killed(a_part, monkeypatch):
    """Nothing but the database knows how far it came, so the next worker does what is left."""
    calls = []

    def erase(somebody):
        calls.append(somebody.username)
        UserStats.objects.filter(user=somebody).update(total_xp=7)
        if len(calls) == 1:
            raise SystemExit

    a_part("above.things", erase=erase)
    dora = person("dora")
    erase_person(person_id=dora.pk)
    with pytest.raises(SystemExit):
        relay()
    assert UserStats.objects.get(user=dora).total_xp != 7
    assert User.everyone.filter(pk=dora.pk, deleted_at__isnull=False).exists()
    OutboxMessage.objects.update(due_at=timezone.now())
    relay()
    assert calls == [now_nobody(dora).username] * 2
    assert not OutboxMessage.objects.filter(topic=TOPIC).exists()


def test_a_part_that_fails_holds_up_no_other(a_part):
    a_part("above.broken", erase=lambda _person: 1 / 0)
    dora = person("dora")
    follow(follower=dora, creator=a_creator("rita"))
    gone(dora)
    assert not Follow.objects.exists()
    left = OutboxMessage.objects.get(topic=TOPIC)
    assert (left.payload["part"], left.attempts) == ("above.broken", 1)


def test_a_part_of_the_living_is_never_erased(a_part):
    dora = person("dora")
    follow(follower=dora, creator=a_creator("rita"))
    erase_part(person_id=dora.pk, name="accounts.follows")
    erase_part(person_id=uuid4(), name="accounts.follows")
    assert Follow.objects.count() == 1
    gone(dora)
    erase_part(person_id=dora.pk, name="above.nothing")


def test_apps_above_hear_of_it_in_the_same_transaction(monkeypatch):
    monkeypatch.setitem(receivers, PersonErased, [])
    heard = []

    @receives(PersonErased)
    def hear(event):
        heard.append(event.user_id)

    dora = person("dora")
    erase_person(person_id=dora.pk)
    assert OutboxMessage.objects.filter(topic="event", payload__event="accounts.PersonErased").count() == 1
    relay()
    assert heard == [dora.pk]


def test_whoever_was_erased_stays_so_after_a_backup_brought_them_back():
    dora, otto = person("dora"), person("otto")
    gone(dora)
    assert erased_ids() == [dora.pk]
    # What a restore of last week's backup does to her row, to what hung on it, and to the outbox.
    User.everyone.filter(pk=dora.pk).update(
        username="dora", email="dora@example.com", deleted_at=None, is_active=True, is_staff=True
    )
    follow(follower=dora, creator=a_creator("rita"))
    OutboxMessage.objects.all().delete()
    assert erase_again() == [dora.pk]
    relay()
    assert is_erased(now_nobody(dora))
    assert not Follow.objects.exists()
    assert User.objects.filter(pk=otto.pk).exists()


def test_what_a_restored_store_kept_of_somebody_who_is_gone_goes_again():
    dora = person("dora")
    nobody = gone(dora)
    Follow.objects.create(follower=nobody, creator=a_creator("rita", follower_count=1))
    assert erase_again() == [dora.pk]
    relay()
    assert not Follow.objects.exists()


def test_the_journal_bears_torn_and_doubled_lines(settings):
    ids = [uuid4(), uuid4()]
    assert erased_ids() == []
    note_erased(ids[0])
    with settings.ERASURE_JOURNAL.open("a") as journal:
        journal.write("2026-01-01 0199aaaa-bbbb")
    note_erased(ids[1])
    note_erased(ids[0])
    assert erased_ids() == ids
    assert settings.ERASURE_JOURNAL.stat().st_mode & 0o077 == 0


def test_a_journal_that_cannot_be_written_waits_and_is_not_forgotten(settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "file" / "erased.log"
    (tmp_path / "file").write_text("in the way")
    dora = person("dora")
    gone(dora)
    waiting = OutboxMessage.objects.get(topic=TOMBSTONE_TOPIC)
    assert waiting.attempts == 0
    (tmp_path / "file").unlink()
    OutboxMessage.objects.update(due_at=timezone.now())
    relay()
    assert erased_ids() == [dora.pk]


def test_an_operator_erases_and_is_asked_first(monkeypatch):
    dora = person("dora")
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_person", "dora@example.com")
    with pytest.raises(CommandError, match="Whom"):
        call_command("erase_person")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "otto@example.com")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("erase_person", "dora@example.com")
    assert not is_erased(now_nobody(dora))
    monkeypatch.setattr("builtins.input", lambda _question: "Dora@example.com ")
    follow(follower=dora, creator=a_creator("rita"))
    call_command("erase_person", "dora@example.com")
    assert is_erased(now_nobody(dora))
    # At once, whether or not a worker is there.
    assert not Follow.objects.exists()
    person("clerk", is_staff=True)
    with pytest.raises(CommandError, match="desk"):
        call_command("erase_person", "clerk@example.com", "--yes")
    relay()
    out = StringIO()
    call_command("erase_person", "--again", stdout=out)
    assert out.getvalue().startswith("1 of the journal")


@pytest.mark.django_db(transaction=True)
def test_two_erasures_at_once_are_one():
    redis_client().flushdb()
    dora, rita = person("dora"), a_creator("rita")
    follow(follower=dora, creator=rita)
    outcomes = []
    together = threading.Barrier(4)

    def erase():
        together.wait()
        try:
            outcomes.append(erase_person(person_id=dora.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=erase) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, False, False, True]
    assert OutboxMessage.objects.filter(topic=LETTERS).count() == 1
    relays = [threading.Thread(target=relay_and_close) for _ in range(2)]
    for thread in relays:
        thread.start()
    for thread in relays:
        thread.join()
    rita.refresh_from_db()
    assert rita.follower_count == 0
    assert not OutboxMessage.objects.filter(topic=TOPIC).exists()


def relay_and_close():
    try:
        relay()
    finally:
        connection.close()
