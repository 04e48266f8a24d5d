"""What people hear of goals: the room at once, the creator when there is something to do, givers when money comes back."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import CreatorProfile, User
from accounts.services.notifying import notify
from roastlive.lib.realtime import publish
from streams.models import ChallengeGoal, GoalContribution
from streams.notifications import GOAL_BACK, GOAL_REACHED
from streams.rooms import stream_room
from streams.selectors.goals import goals_shown, said_of


def show_goals(stream_id: UUID) -> None:
    """After the commit, as they are then: two that commit together never show an older state last."""
    transaction.on_commit(partial(_show, stream_id), robust=True)


def _show(stream_id: UUID) -> None:
    publish(stream_room, stream_id, goals=goals_shown(stream_id))


def tell_reached(goal: ChallengeGoal, creator: CreatorProfile) -> None:
    notify(
        recipient=creator.user,
        type=GOAL_REACHED,
        title=format_lazy(_("“{goal}” is paid for"), goal=goal.title),
        message=format_lazy(
            _("{tokens} tokens wait for you. Do it, and say that it is done; a day after the show they go back."),
            tokens=goal.raised,
        ),
        link=reverse("streams:watch", args=[goal.stream_id]),
        data={"goal": str(goal.pk)},
        key=f"goal-reached:{goal.pk}",
    )


def tell_given_back(goal: ChallengeGoal, person: User) -> None:
    """Once a person and goal, with all that they gave, however many contributions that were."""
    mine = GoalContribution.objects.filter(goal=goal, person=person).aggregate(tokens=Sum("amount"))["tokens"] or 0
    words = ngettext_lazy("{number} token is yours again", "{number} tokens are yours again", mine)
    notify(
        recipient=person,
        type=GOAL_BACK,
        title=format_lazy(words, number=mine),
        message=format_lazy(_("“{goal}” was not done. {note}"), goal=goal.title, note=said_of(goal)),
        link=reverse("streams:watch", args=[goal.stream_id]),
        data={"goal": str(goal.pk)},
        key=f"goal-back:{goal.pk}",
    )
