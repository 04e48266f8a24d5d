"""What streams keep about somebody: told to them when they ask, and what becomes of it when they leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_personal_data
from streams.models import GoalContribution, PollVote
from streams.services import crowd_data

# --- Goals and polls ---------------------------------------------------------------------------------------------------
register_personal_data(
    name="streams.contributions",
    label=_("What you gave for goals"),
    models=(GoalContribution,),
    export=crowd_data.tell_contributions,
    spreadsheet=True,
    stays=_("That tokens moved, and for what: books must balance. It stands there under a name that is nobody's."),
)
register_personal_data(
    name="streams.votes",
    label=_("Your votes"),
    models=(PollVote,),
    export=crowd_data.tell_votes,
    erase=crowd_data.forget_votes,
)
