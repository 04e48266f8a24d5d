import gc
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from roastlive.lib import events
from roastlive.lib.checks import events_are_plain
from roastlive.lib.events import Event, announce, field_types, receives
from roastlive.lib.ids import uuid7
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay, topics


class Kind(models.TextChoices):
    LOUD = "loud", "Loud"


class DoorOpened(Event):
    door_id: UUID


class BillPaid(Event):
    durable = True

    bill_id: UUID
    cents: int
    at: datetime
    by: str | None
    kind: Kind


@pytest.fixture(autouse=True)
def own_receivers(monkeypatch):
    monkeypatch.setattr(events, "_receivers", {})


@pytest.fixture
def heard():
    return []


@pytest.mark.django_db(transaction=True)
class TestAnnouncing:
    def test_receivers_hear_after_the_commit(self, heard):
        receives(DoorOpened)(heard.append)
        event = DoorOpened(door_id=uuid7())
        with transaction.atomic():
            announce(event)
            assert heard == []
        assert heard == [event]

    def test_nobody_hears_of_what_was_rolled_back(self, heard):
        receives(DoorOpened)(heard.append)
        with transaction.atomic():
            announce(DoorOpened(door_id=uuid7()))
            transaction.set_rollback(True)
        assert heard == []

    def test_a_receiver_that_fails_is_logged_and_the_others_still_hear(self, heard, caplog):
        @receives(DoorOpened)
        def deaf(event):
            raise ValueError("what?")

        receives(DoorOpened)(heard.append)
        announce(DoorOpened(door_id=uuid7()))
        assert len(heard) == 1
        assert "receiver_failed" in caplog.text
        assert "deaf" in caplog.text

    def test_a_receiver_is_registered_once(self, heard):
        receives(DoorOpened)(heard.append)
        receives(DoorOpened)(heard.append)
        announce(DoorOpened(door_id=uuid7()))
        assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
class TestDurableEvents:
    def paid(self):
        return BillPaid(
            bill_id=uuid7(), cents=500, at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), by=None, kind=Kind.LOUD
        )

    def test_a_durable_event_arrives_as_it_was_announced(self, heard):
        @receives(BillPaid)
        def accountant(event):
            heard.append(event)

        event = self.paid()
        with transaction.atomic():
            announce(event)
        assert heard == []
        assert relay().handled == 1
        assert heard == [event]
        assert [type(getattr(heard[0], name)) for name in ("at", "by", "kind")] == [datetime, type(None), Kind]

    def test_each_receiver_is_tried_again_by_itself(self, heard):
        @receives(BillPaid)
        def accountant(event):
            heard.append("accountant")

        @receives(BillPaid)
        def secretary(event):
            raise ValueError("at lunch")

        with transaction.atomic():
            announce(self.paid())
        assert relay() == type(relay())(handled=1, failed=1)
        (left,) = OutboxMessage.objects.all()
        assert "secretary" in left.payload["receiver"]

    def test_a_durable_event_needs_a_transaction(self):
        receives(BillPaid)(print)
        with pytest.raises(TransactionManagementError):
            announce(self.paid())

    def test_an_event_whose_receiver_is_gone_is_not_forgotten(self, heard):
        receives(BillPaid)(print)
        with transaction.atomic():
            announce(self.paid())
        events._receivers.clear()
        assert relay().failed == 1
        assert OutboxMessage.objects.count() == 1


class TestWhatAnEventMayHold:
    def test_it_is_frozen(self):
        event = DoorOpened(door_id=uuid7())
        with pytest.raises(AttributeError):
            event.door_id = uuid7()

    def test_it_names_things_and_does_not_hold_them(self):
        class RowChanged(Event):
            row: OutboxMessage

        with pytest.raises(TypeError, match=r"RowChanged\.row must be an id or a plain value"):
            field_types(RowChanged)
        with pytest.raises(TypeError):
            receives(RowChanged)
        assert [error.id for error in events_are_plain() if "RowChanged" in error.msg] == ["kernel.E002"]
        del RowChanged
        # Else whoever checks the house next, in this process, finds it too.
        gc.collect()

    @pytest.mark.parametrize(
        ("cents", "at"), [(True, datetime.now(UTC)), ("5", datetime.now(UTC)), (5, "today"), (5.0, 1)]
    )
    def test_values_are_what_the_fields_say(self, cents, at):
        with pytest.raises(TypeError, match="must be"):
            announce(BillPaid(bill_id=uuid7(), cents=cents, at=at, by=None, kind=Kind.LOUD))

    def test_its_name_begins_with_its_app(self):
        assert DoorOpened.name == "roastlive.DoorOpened"

    def test_the_topic_of_durable_events_has_a_handler(self):
        assert topics.topic_named(events.TOPIC).handler is events.deliver_durable
