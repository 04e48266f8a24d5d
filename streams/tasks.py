"""Streams' work that no person waits for."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from streams.services.chat.holding import expire_held
from streams.services.chat.saying import show_delayed
from streams.services.giving import count_given
from streams.services.goal_endings import sweep_goals
from streams.services.hype import sweep_hype
from streams.services.life import sweep_streams
from streams.services.milestones import check_all_milestones
from streams.services.polls import sweep_polls
from streams.services.tending import tend_rooms
from streams.services.tickets import sweep_tickets


@shared_task(name="streams.tend_goals")
def tend_goals() -> None:
    """Goals that ran out or were not done, and what is still to go back."""
    sweep_goals()


@shared_task(name="streams.close_polls")
def close_polls() -> None:
    sweep_polls()


@shared_task(name="streams.count_given", ignore_result=True)
def count_given_during(stream_id: str) -> None:
    """A second after the first gift since the last time, and when the show is over."""
    count_given(UUID(stream_id))


@shared_task(name="streams.tend_shows")
def tend_shows() -> None:
    """Shows that nobody began or ended, and seats that are still to be paid or given back."""
    sweep_streams()
    sweep_tickets()


@shared_task(name="streams.check_milestones")
def check_milestones_of_all() -> None:
    check_all_milestones()


@shared_task(name="streams.tend_rooms")
def tend_rooms_without_a_process() -> None:
    tend_rooms()


@shared_task(name="streams.close_hype")
def close_hype() -> None:
    sweep_hype()


@shared_task(name="streams.expire_held")
def expire_held_lines() -> None:
    """Lines that nobody looked at in time."""
    expire_held()


@shared_task(name="streams.show_delayed", ignore_result=True)
def show_delayed_line(stream_id: str, message_id: str) -> None:
    """A line that came over a page or the API, while the chat waits for its moderators."""
    show_delayed(stream_id=UUID(stream_id), message_id=UUID(message_id))
