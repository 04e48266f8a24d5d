import pytest
from django.contrib.admin.models import LogEntry

from roastlive.lib.models import OutboxMessage

pytestmark = pytest.mark.django_db
LIST = "/admin/kernel/outboxmessage/"


@pytest.fixture
def stuck():
    return OutboxMessage.objects.create(
        topic="letter",
        key="vito",
        payload={"link": "https://roast.example/reset/one-time"},
        state=OutboxMessage.State.QUARANTINED,
        attempts=10,
        last_error="SMTPServerDisconnected: nobody there",
    )


def try_again(desk, *messages):
    chosen = {"action": "try_again", "_selected_action": [str(message.pk) for message in messages]}
    return desk.post(LIST, chosen, follow=True)


def test_a_stuck_message_is_tried_again_and_the_history_says_who(seat, administrator, stuck):
    answer = try_again(seat(administrator), stuck)
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == (OutboxMessage.State.WAITING, 0)
    assert "1 message is tried again." in answer.content.decode()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(stuck.pk))


def test_looking_is_not_trying_again(seat, moderator, allow, stuck):
    allow(moderator, "kernel.view_outboxmessage")
    desk = seat(moderator)
    page = try_again(desk, stuck).content.decode()
    stuck.refresh_from_db()
    assert stuck.state == OutboxMessage.State.QUARANTINED
    assert 'value="try_again"' not in page
    allow(moderator, "kernel.change_outboxmessage")
    try_again(desk, stuck)
    stuck.refresh_from_db()
    assert stuck.state == OutboxMessage.State.WAITING


def test_a_message_cannot_be_written_or_thrown_away_by_hand(seat, administrator, stuck):
    desk = seat(administrator)
    assert desk.post(f"{LIST}{stuck.pk}/change/", {"topic": "other"}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{stuck.pk}/delete/", {"post": "yes"}).status_code == 403
    stuck.refresh_from_db()
    assert stuck.topic == "letter"


def test_what_a_letter_says_is_for_superusers_alone(seat, administrator, moderator, allow, stuck):
    allow(moderator, "kernel.view_outboxmessage")
    address = f"{LIST}{stuck.pk}/change/"
    page = seat(moderator).get(address).content.decode()
    assert "nobody there" in page
    assert "one-time" not in page
    assert "one-time" in seat(administrator).get(address).content.decode()


@pytest.mark.parametrize("act", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_the_history_cannot_be_changed(seat, administrator, viewer, act):
    entry = LogEntry.objects.create(user=administrator, action_flag=2, object_repr="vito", change_message="Changed.")
    address = "/admin/admin/logentry/" + act.format(pk=entry.pk)
    assert seat(administrator).post(address, {"post": "yes", "object_repr": "nobody"}).status_code == 403
    entry.refresh_from_db()
    assert entry.object_repr == "vito"
