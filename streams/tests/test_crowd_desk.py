"""Goals and polls at the desk: looked at, changed by nobody, and found from a transfer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from economy.causes import page_of
from economy.tests.purse import a_key, somebody_with
from moderation.roles import Role
from moderation.tests.courtroom import a_moderator, at_the_desk
from streams.models import GoalContribution, Poll
from streams.services.goals import chip_in, set_goal
from streams.services.polls import open_poll
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    show = a_live_show("rita")
    made = set_goal(stream_id=show.pk, by=show.creator.user, title="I eat a lemon", target=100)
    chip_in(goal_id=made.pk, person=somebody_with(100), amount=40, key=a_key())
    open_poll(stream_id=show.pk, by=show.creator.user, question="Whose turn?", choices=["Emil", "Kim"], seconds=60)
    return made


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.MODERATOR, {"challengegoal", "poll"}),
        (Role.FINANCE, {"challengegoal", "goalcontribution"}),
        (Role.ADMINISTRATOR, {"challengegoal", "goalcontribution", "poll"}),
    ],
)
def test_each_role_sees_its_part(goal, role, sees):
    desk = at_the_desk(a_moderator(role=role))
    rows = {"challengegoal": goal, "goalcontribution": GoalContribution.objects.get(), "poll": Poll.objects.get()}
    for name, row in rows.items():
        wanted = 200 if name in sees else 403
        assert desk.get(reverse(f"admin:streams_{name}_changelist")).status_code == wanted, name
        assert desk.get(reverse(f"admin:streams_{name}_change", args=[row.pk])).status_code == wanted, name
        assert desk.get(reverse(f"admin:streams_{name}_add")).status_code == 403
        assert desk.post(reverse(f"admin:streams_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_only_who_may_see_money_sees_who_gave(goal):
    address = reverse("admin:streams_challengegoal_change", args=[goal.pk])
    transfer = str(GoalContribution.objects.get().transfer_id)
    assert transfer in at_the_desk(a_moderator("fay", Role.FINANCE)).get(address).content.decode()
    assert transfer not in at_the_desk(a_moderator("mo")).get(address).content.decode()


def test_a_transfer_leads_to_its_goal(goal):
    assert page_of(f"goal:{goal.pk}") == reverse("admin:streams_challengegoal_change", args=[goal.pk])
