"""What was typed for goals and polls. Services decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from economy.forms.giving import OnceForm, WholeNumberField
from streams.models.goals import GOAL_TITLE_LONGEST, HIGHEST_GOAL
from streams.models.polls import POLL_SECONDS, QUESTION_LONGEST

# A day.
LONGEST_GOAL_MINUTES = 24 * 60


class ChipInForm(OnceForm):
    amount = WholeNumberField(label=_("Tokens"), minimum=1, maximum=HIGHEST_GOAL)


class GoalForm(forms.Form):
    title = forms.CharField(label=_("What you will do"), max_length=GOAL_TITLE_LONGEST)
    target = WholeNumberField(label=_("Tokens it takes"), minimum=1, maximum=HIGHEST_GOAL)
    minutes = WholeNumberField(label=_("Minutes to collect"), minimum=1, maximum=LONGEST_GOAL_MINUTES, required=False)


class PollForm(forms.Form):
    """The answers come under one name, `choices`, as often as there are some."""

    question = forms.CharField(label=_("Question"), max_length=QUESTION_LONGEST)
    seconds = WholeNumberField(label=_("Seconds"), minimum=POLL_SECONDS[0], maximum=POLL_SECONDS[1], initial=60)
