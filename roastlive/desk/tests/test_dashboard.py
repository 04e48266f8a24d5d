from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from accounts.models import User
from roastlive.desk.dashboard import heat_of, what_waits, who_joined
from roastlive.lib.models import OutboxMessage
from roastlive.lib.waiting import register_queue, unregister_queue

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def queue():
    """A queue as an app registers it, empty until told otherwise."""
    made = []

    def make(title, *, count=0, age=timedelta(), permission="accounts.view_user", query=""):
        made.append(
            register_queue(
                title=title,
                count=lambda: count,
                oldest=lambda: timezone.now() - age if count else None,
                url="admin:accounts_user_changelist",
                query=query or title,
                permission=permission,
                late_after=timedelta(hours=4),
            )
        )
        return made[-1]

    yield make
    for registered in made:
        unregister_queue(registered)


def test_when_nothing_waits_it_says_so(seat, administrator, queue):
    queue("Reports")
    page = seat(administrator).get("/admin/").content.decode()
    assert "Nothing waits" in page
    assert "queue__title" not in page.split("Nothing waits")[0]


def test_what_waits_is_shown_with_its_age_the_oldest_first(seat, administrator, queue):
    queue("Reports", count=3, age=timedelta(hours=1))
    queue("Payouts", count=1_204, age=timedelta(days=2, minutes=5))
    page = seat(administrator).get("/admin/").content.decode()
    assert page.index('queue__title">Payouts') < page.index('queue__title">Reports')
    assert "1,204" in page
    assert "2\xa0days" in page
    assert "1,207 things wait" in page or "1207 things wait" in page
    assert 'href="/admin/accounts/user/?Reports"' in page
    assert 'data-key="2"' in page


def test_staff_see_only_queues_they_may_open(seat, moderator, allow, queue):
    queue("Payouts", count=2, permission="accounts.change_user")
    queue("Reports", count=1, permission="accounts.view_user")
    allow(moderator, "accounts.view_user")
    page = seat(moderator).get("/admin/").content.decode()
    assert "Reports" in page
    assert "Payouts" not in page


@pytest.mark.parametrize(
    ("hours", "heat"), [(0, "calm"), (1.9, "calm"), (2, "warm"), (3.9, "warm"), (4, "late"), (400, "late")]
)
def test_the_longer_something_waits_the_hotter_it_is(hours, heat):
    assert heat_of(timedelta(hours=hours), timedelta(hours=4)) == heat


def test_a_queue_that_emptied_between_two_looks_is_no_error(queue):
    emptied = queue("Reports", count=1)
    object.__setattr__(emptied, "oldest", lambda: None)
    (waiting,) = what_waits([emptied], NOON)
    assert waiting.heat == "calm"


def test_a_message_in_quarantine_waits_for_somebody(seat, administrator, moderator):
    OutboxMessage.objects.create(topic="webhook", payload={}, state=OutboxMessage.State.QUARANTINED)
    assert "Messages in quarantine" in seat(administrator).get("/admin/").content.decode()
    assert "Messages in quarantine" not in seat(moderator).get("/admin/").content.decode()


def test_people_are_counted_by_the_day_they_joined():
    with time_machine.travel(NOON, tick=False):
        for number, days in enumerate([0, 0, 1, 6, 7, 13, 14, 400]):
            person = User.objects.create(
                email=f"p{number}@example.com", username=f"person{number}", date_of_birth="1990-01-01"
            )
            User.objects.filter(pk=person.pk).update(created_at=NOON - timedelta(days=days))
        joined = who_joined(timezone.now())
    assert (joined["today"], joined["week"]) == (2, 4)
    assert len(joined["days"]) == 14
    assert sum(day.number for day in joined["days"]) == 6
    assert joined["days"][-1].height == 56


def test_who_joined_is_shown_to_those_who_may_see_people(seat, moderator, allow):
    desk = seat(moderator)
    assert "People who joined" not in desk.get("/admin/").content.decode()
    allow(moderator, "accounts.view_user")
    assert "People who joined" in desk.get("/admin/").content.decode()


def test_the_health_of_the_house_is_on_the_desk(seat, moderator):
    page = seat(moderator).get("/admin/").content.decode()
    assert "PostgreSQL" in page
    assert "Valkey" in page


def test_ones_own_acts_are_shown_and_everybodys_to_those_who_may_read_them(
    seat, administrator, moderator, allow, viewer
):
    LogEntry.objects.log_actions(administrator.pk, [viewer], CHANGE, "Hers.", single_object=True)
    LogEntry.objects.log_actions(moderator.pk, [viewer], CHANGE, "His own.", single_object=True)
    desk = seat(moderator)
    page = desk.get("/admin/").content.decode()
    assert "His own." in page
    assert "Hers." not in page
    allow(moderator, "admin.view_logentry")
    assert "Hers." in desk.get("/admin/").content.decode()


def test_names_are_text_on_the_desk(seat, administrator):
    LogEntry.objects.create(
        user=administrator, action_flag=CHANGE, object_repr="<img src=x onerror=alert(1)>", change_message="<b>bold</b>"
    )
    page = seat(administrator).get("/admin/").content.decode()
    assert "<img src=x" not in page
    assert "<b>bold</b>" not in page
