import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.errors import PushRefused
from accounts.models import Notification, PushSubscription
from accounts.notifications import NEW_FOLLOWER, VERIFIED, Channel, register_notification
from accounts.selectors import unread_count
from accounts.services.creators import verify_creator
from accounts.services.following import follow, unfollow
from accounts.services.notifying import mark_read, mark_unread, notify, push_to_devices
from accounts.services.preferences import change_privacy, change_settings, mute_notifications
from accounts.services.pushing import _base64, _public_bytes, subscribe, unsubscribe, vapid_public_key
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


def told(person):
    with acting_as(person.pk):
        return list(Notification.objects.filter(recipient=person))


def topics():
    return sorted(
        OutboxMessage.objects.filter(topic__startswith="accounts.notification").values_list("topic", flat=True)
    )


def say(person, **more):
    return notify(recipient=person, type=VERIFIED, title="Hello", link="/help/", **more)


def test_what_one_is_told_nobody_else_sees():
    vera, otto = a_person("vera"), a_person("otto")
    row = say(vera)
    with acting_as(otto.pk):
        assert not Notification.objects.filter(pk=row.pk).exists()
    assert not Notification.objects.filter(pk=row.pk).exists()
    assert (unread_count(vera), unread_count(otto)) == (1, 0)


def test_the_same_key_is_told_once():
    vera = a_person("vera")
    assert say(vera, key="a") is not None
    assert say(vera, key="a") is None
    assert say(vera, key="b") is not None
    assert len(told(vera)) == 2


def test_it_is_written_in_the_readers_language():
    vera = a_person("vera")
    change_settings(user=vera, language="de")
    with translation.override("en"):
        row = notify(recipient=vera, type=VERIFIED, title=_("Enter a whole number."))
    with translation.override("de"):
        assert row.title == str(_("Enter a whole number."))


def test_who_has_left_is_told_nothing():
    assert say(a_person("vera", is_active=False)) is None


def test_what_is_muted_stays_in_the_list_and_does_not_ring():
    vera = a_person("vera")
    mute_notifications(user=vera, muted={VERIFIED: ["page", "email"]})
    row = say(vera)
    assert row.read_at is not None
    assert (unread_count(vera), topics()) == (0, [])


def test_no_email_means_no_email():
    vera, otto = a_person("vera"), a_person("otto")
    change_settings(user=vera, email_enabled=False)
    say(vera)
    assert topics() == []
    say(otto)
    assert topics() == ["accounts.notification_email"]


def test_what_must_be_known_cannot_be_switched_off():
    register_notification(name="accounts.test_always", label="x", channels=[Channel.PAGE, Channel.EMAIL], always=True)
    vera = a_person("vera")
    change_settings(user=vera, email_enabled=False)
    assert notify(recipient=vera, type="accounts.test_always", title="Look").read_at is None
    assert topics() == ["accounts.notification_email"]


def test_a_link_that_leads_away_is_refused_by_the_table():
    from django.db import IntegrityError, transaction

    vera = a_person("vera")
    for link in ("https://evil.example", "//evil.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            notify(recipient=vera, type=VERIFIED, title="x", link=link)


@pytest.mark.django_db(transaction=True)
def test_a_letter_has_a_plain_and_a_rich_part_with_the_same_link():
    vera = a_person("vera")
    say(vera, message="All is well.")
    relay()
    letter = next(one for one in mail.outbox if one.to == ["vera@example.com"] and one.subject == "Hello")
    rich, kind = letter.alternatives[0]
    assert kind == "text/html"
    for part in (letter.body, rich):
        assert "/help/" in part
        assert "All is well." in part


@pytest.mark.django_db(transaction=True)
def test_who_has_read_it_gets_no_letter():
    vera = a_person("vera")
    say(vera)
    mark_read(user=vera)
    relay()
    assert [one for one in mail.outbox if one.subject == "Hello"] == []


@pytest.mark.django_db(transaction=True)
def test_a_creator_learns_once_who_follows_them_and_not_who_if_they_do_not_wish():
    rita, vera, otto = a_creator("rita"), a_person("vera"), a_person("otto")
    for _time in range(3):
        follow(follower=vera, creator=rita)
        unfollow(follower=vera, creator=rita)
    change_privacy(user=otto, following="unnamed")
    follow(follower=otto, creator=rita)
    assert sorted(row.title for row in told(rita.user) if row.type == NEW_FOLLOWER) == [
        "Somebody new follows you",
        "vera follows you",
    ]
    assert "otto" not in json.dumps([row.title + row.message for row in told(rita.user)])


def test_a_badge_is_announced_once():
    rita = a_creator("rita")
    assert verify_creator(profile=rita) is True
    assert verify_creator(profile=rita) is False
    assert [row.type for row in told(rita.user)] == [VERIFIED]


def test_a_badge_is_announced_in_the_creators_language_and_not_the_desks():
    rita = a_creator("rita")
    change_settings(user=rita.user, language="de")
    with translation.override("en"):
        verify_creator(profile=rita)
    with translation.override("de"):
        assert told(rita.user)[0].title == _("You are verified") != "You are verified"


def test_the_list_pages_filters_and_marks(client):
    vera, otto = a_person("vera"), a_person("otto")
    for number in range(25):
        notify(recipient=vera, type=VERIFIED, title=f"News {number}")
    strange = notify(recipient=otto, type=VERIFIED, title="For Otto")
    client.force_login(vera)
    url = reverse("accounts:notifications")
    first = client.get(url)
    assert [row.title for row in first.context["rows"]] == [f"News {number}" for number in range(24, 4, -1)]
    second = client.get(first.context["older_url"])
    assert [row.title for row in second.context["rows"]] == [f"News {number}" for number in range(4, -1, -1)]
    one = first.context["rows"][0]
    client.post(reverse("accounts:notifications_read"), {"id": one.pk})
    assert unread_count(vera) == 24
    client.post(reverse("accounts:notifications_read"), {"id": one.pk, "unread": "1"})
    assert unread_count(vera) == 25
    client.post(reverse("accounts:notifications_read"), {"id": strange.pk})
    client.post(reverse("accounts:notifications_read"))
    assert (unread_count(vera), unread_count(otto)) == (0, 1)
    assert client.post(reverse("accounts:notification", args=[strange.pk])).status_code == 404
    assert "For Otto" not in client.get(url).content.decode()


def test_opening_one_reads_it_and_goes_there(client):
    vera = a_person("vera")
    row = say(vera)
    client.force_login(vera)
    assert client.post(reverse("accounts:notification", args=[row.pk]))["Location"] == "/help/"
    assert unread_count(vera) == 0
    assert mark_unread(user=vera, notification_id=row.pk) is True


# --- Devices ---------------------------------------------------------------------------------------------------------


class Service(HTTPServer):
    """A push service and the browser behind it, which alone can read what comes."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"
        self.status = 201
        self.got = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server_port}"

    def subscription(self, path="/wake/1"):
        keys = {"p256dh": _base64(_public_bytes(self.key)), "auth": _base64(self.auth)}
        return {"endpoint": self.origin + path, "keys": keys, "expirationTime": None}

    def read(self, body):
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings):
    server = Service()
    settings.WEB_PUSH_SERVICES = [server.origin]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_device_is_woken_with_words_that_only_it_can_read(service):
    vera = a_person("vera")
    subscribe(user=vera, subscription=service.subscription())
    row = say(vera, message="Come.")
    assert "accounts.notification_push" in topics()
    assert push_to_devices(recipient_id=str(vera.pk), notification_id=str(row.pk)) == 1
    [(path, headers, body)] = service.got
    assert (path, headers["Content-Encoding"]) == ("/wake/1", "aes128gcm")
    assert b"Come." not in body
    assert service.read(body) == {"title": "Hello", "body": "Come.", "link": "/help/", "tag": str(row.pk)}
    token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == vapid_public_key()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), http_ece_bytes(key))
    assert jwt.decode(token, public, algorithms=["ES256"], audience=service.origin)["sub"].startswith("mailto:")


def http_ece_bytes(text):
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(("status", "left"), [(410, 0), (404, 0), (500, 1), (307, 1)])
def test_a_device_that_is_gone_is_forgotten_and_a_tired_service_is_not(service, status, left):
    vera = a_person("vera")
    subscribe(user=vera, subscription=service.subscription())
    row = say(vera)
    service.status = status
    assert push_to_devices(recipient_id=str(vera.pk), notification_id=str(row.pk)) == 0
    with acting_as(vera.pk):
        assert PushSubscription.objects.count() == left


def test_a_browser_belongs_to_who_used_it_last(service):
    vera, otto = a_person("vera"), a_person("otto")
    subscribe(user=vera, subscription=service.subscription())
    subscribe(user=otto, subscription=service.subscription())
    with acting_as_house():
        assert [row.user_id for row in PushSubscription.objects.all()] == [otto.pk]
    assert unsubscribe(user=vera, endpoint=service.subscription()["endpoint"]) is False
    assert unsubscribe(user=otto, endpoint=service.subscription()["endpoint"]) is True


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:6379/",
        "http://169.254.169.254/latest/",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/#https://fcm.googleapis.com",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "file:///etc/passwd",
        "https://[::ffff:127.0.0.1]/",
        "https://" + "a" * 2000,
        7,
    ],
)
def test_only_known_push_services_are_ever_written_to(client, endpoint):
    vera = a_person("vera")
    good = Service()
    subscription = {**good.subscription(), "endpoint": endpoint}
    good.server_close()
    with pytest.raises(PushRefused):
        subscribe(user=vera, subscription=subscription)
    client.force_login(vera)
    answer = client.post(reverse("accounts:push_subscription"), subscription, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"nonsense", b'{"endpoint": "https://fcm.googleapis.com/x"}', b'{"a":' * 50]
)
def test_rubbish_for_a_subscription_is_refused(client, body):
    client.force_login(a_person("vera"))
    answer = client.post(reverse("accounts:push_subscription"), body, content_type="application/json")
    assert answer.status_code == 400


def test_the_worker_is_served_at_the_top(client):
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in b"".join(answer.streaming_content)
