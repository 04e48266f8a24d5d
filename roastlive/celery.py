"""The Celery application: payouts, milestones, mail and everything else that need not keep a person waiting."""

from __future__ import annotations

import os
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import setup_logging, task_success
from django.dispatch import receiver
from django_structlog.celery.signals import bind_extra_task_metadata
from django_structlog.celery.steps import DjangoStructLogInitStep

from roastlive.lib.http.background import note_task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roastlive.settings.dev")

app = Celery("roastlive")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def leave_logging_alone(**_: object) -> None:
    """Django has set it up from our settings; that somebody listens here keeps Celery from doing it over."""


@receiver(bind_extra_task_metadata)
def name_the_task(*, task: Task[..., Any], **_: object) -> None:
    """Every line that a task writes says which task it was, beside the id of the request that wanted it."""
    structlog.contextvars.bind_contextvars(task=task.name)


@task_success.connect
def remember_work(**_: object) -> None:
    note_task()
