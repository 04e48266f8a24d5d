"""Streams' work that no person waits for."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from streams.services.giving import count_given
from streams.services.goal_endings import sweep_goals
from streams.services.life import sweep_streams
from streams.services.polls import sweep_polls
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
