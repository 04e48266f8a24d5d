"""A question to the room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row
from streams.models.streams import Stream

QUESTION_LONGEST, CHOICE_LONGEST = 120, 60
CHOICES_LEAST, CHOICES_MOST = 2, 5
POLL_SECONDS = (15, 1800)


class Poll(ChangingRow):
    """Open until its time is up or somebody closes it. One at a time in a room."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="polls", verbose_name=_("stream"))
    question = models.CharField(_("question"), max_length=QUESTION_LONGEST)
    ends_at = models.DateTimeField(_("ends"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.UniqueConstraint(
                fields=["stream"],
                condition=Q(closed_at__isnull=True),
                name="streams_poll_one_open_a_stream",
                violation_error_message=_("There is a poll already. Close it first."),
            ),
            models.CheckConstraint(condition=~Q(question=""), name="streams_poll_has_question"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("created_at")), name="streams_poll_ends_after_start"),
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(closed_at__isnull=True), name="streams_poll_due")]

    def __str__(self) -> str:
        return self.question


class PollChoice(Row):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices", db_index=False)
    position = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("answer"), max_length=CHOICE_LONGEST)
    votes = models.PositiveIntegerField(_("votes"), default=0)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["poll", "position"], name="streams_pollchoice_one_a_place"),
            models.CheckConstraint(condition=~Q(text=""), name="streams_pollchoice_has_text"),
            models.CheckConstraint(condition=Q(position__lt=CHOICES_MOST), name="streams_pollchoice_five_at_most"),
        ]

    def __str__(self) -> str:
        return self.text


class PollVote(Row):
    """One vote a person. Which one is theirs stays between them and the poll."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots", db_index=False)
    choice = models.ForeignKey(PollChoice, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="poll_votes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "person"],
                name="streams_pollvote_one_a_person",
                violation_error_message=_("You have voted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.poll_id}"
