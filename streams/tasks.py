"""Streams' work that no person waits for."""

from __future__ import annotations

from celery import shared_task

from streams.services.goal_endings import sweep_goals
from streams.services.polls import sweep_polls


@shared_task(name="streams.tend_goals")
def tend_goals() -> None:
    """Goals that ran out or were not done, and what is still to go back."""
    sweep_goals()


@shared_task(name="streams.close_polls")
def close_polls() -> None:
    sweep_polls()
