"""What the crowd does together, for browsers without scripts: goals and polls. Each leads back to the show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.asking import id_in, person_of
from accounts.geo import country_of
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, Invalid, describe
from roastlive.lib.limits import limited
from streams.errors import ChoiceNotFound
from streams.forms.crowd import ChipInForm, GoalForm, PollForm
from streams.models import ChallengeGoal, Poll
from streams.selectors.goals import goal_known_to
from streams.selectors.polls import poll_known_to
from streams.services.goal_endings import finish_goal, give_back
from streams.services.goals import chip_in, set_goal
from streams.services.polls import close_poll, open_poll, vote

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@signed_in
@require_POST
@limited("gifts")
def chip_in_view(request: HttpRequest, goal: UUID) -> HttpResponse:
    known = _goal(request, goal)

    def give() -> str:
        data = _clean(ChipInForm(request.POST))
        given = chip_in(
            goal_id=goal,
            person=person_of(request),
            amount=data["amount"],
            key=data["key"],
            country=country_of(request),
        )
        words = ngettext("%(number)s token for “%(goal)s”.", "%(number)s tokens for “%(goal)s”.", data["amount"])
        return words % {"number": given.contribution.amount, "goal": known.title}

    return _answer(request, known.stream_id, give)


@signed_in
@require_POST
@limited("gifts")
def set_goal_view(request: HttpRequest, stream: UUID) -> HttpResponse:
    def put_up() -> str:
        data = _clean(GoalForm(request.POST))
        set_goal(
            stream_id=stream,
            by=person_of(request),
            title=data["title"],
            target=data["target"],
            minutes=data["minutes"],
        )
        return _("Your goal is up.")

    return _answer(request, stream, put_up)


@signed_in
@require_POST
@limited("gifts")
def finish_goal_view(request: HttpRequest, goal: UUID) -> HttpResponse:
    known = _goal(request, goal)

    def finish() -> str:
        finish_goal(goal_id=goal, by=person_of(request))
        return _("Done. The tokens are yours.")

    return _answer(request, known.stream_id, finish)


@signed_in
@require_POST
@limited("gifts")
def give_back_view(request: HttpRequest, goal: UUID) -> HttpResponse:
    known = _goal(request, goal)

    def let_go() -> str:
        give_back(goal_id=goal, by=person_of(request), note=request.POST.get("note", ""))
        return _("Everybody gets their tokens back.")

    return _answer(request, known.stream_id, let_go)


@signed_in
@require_POST
@limited("gifts")
def open_poll_view(request: HttpRequest, stream: UUID) -> HttpResponse:
    def ask() -> str:
        data = _clean(PollForm(request.POST))
        open_poll(
            stream_id=stream,
            by=person_of(request),
            question=data["question"],
            choices=[text for text in request.POST.getlist("choices") if text.strip()],
            seconds=data["seconds"],
        )
        return _("Your question is up.")

    return _answer(request, stream, ask)


@signed_in
@require_POST
@limited("gifts")
def close_poll_view(request: HttpRequest, poll: UUID) -> HttpResponse:
    known = _poll(request, poll)

    def close() -> str:
        close_poll(poll_id=poll, by=person_of(request))
        return _("The poll is closed.")

    return _answer(request, known.stream_id, close)


@signed_in
@require_POST
@limited("gifts")
def vote_view(request: HttpRequest, poll: UUID) -> HttpResponse:
    known = _poll(request, poll)

    def count() -> str:
        choice = id_in(request.POST.get("choice", ""))
        if choice is None:
            raise ChoiceNotFound
        vote(poll_id=poll, choice_id=choice, person=person_of(request), country=country_of(request))
        return _("Your vote counts.")

    return _answer(request, known.stream_id, count)


def _goal(request: HttpRequest, goal_id: UUID) -> ChallengeGoal:
    """Where it leads back to; whoever may not know the show is told that there is none."""
    return goal_known_to(goal_id=goal_id, visitor=request.user, country=country_of(request))


def _poll(request: HttpRequest, poll_id: UUID) -> Poll:
    return poll_known_to(poll_id=poll_id, visitor=request.user, country=country_of(request))


def _clean(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(errors={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return form.cleaned_data


def _answer(request: HttpRequest, stream_id: UUID, work: Callable[[], str]) -> HttpResponse:
    """Back to the show, which says what came of it. What is not there is a page of its own."""
    try:
        messages.success(request, work())
    except (DomainError, ValidationError) as error:
        described = describe(error)
        if described is None or described.status == 404:
            raise
        for text in [text for texts in described.errors.values() for text in texts] or [described.detail]:
            messages.error(request, text)
    return redirect("streams:watch", stream_id)
