"""Forms of /studio/moderation/. They read what was typed; services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import ModerationSettings
from moderation.models.settings import FOLLOW_AGE_MOST, SLOW_SECONDS, WORD_LONGEST, WORDS_MOST
from moderation.screening import Speaker, Target
from moderation.services.settings import LEVELS, SWITCHES
from roastlive.lib.errors import DomainError

STRICTNESS = [
    (0, _("0 · anything goes")),
    (1, _("1 · relaxed")),
    (2, _("2 · the house's own")),
    (3, _("3 · careful")),
    (4, _("4 · strict")),
]
AS_THE_WHOLE = ("", _("As the whole"))
WORDS_TYPED = WORDS_MOST * (WORD_LONGEST + 2)


class SettingsForm(forms.Form):
    """Everything but the safe word, which is never shown again, and the helpers, who come one by one."""

    strictness = forms.TypedChoiceField(label=_("Strictness"), choices=STRICTNESS, coerce=int)
    strictness_insult = forms.TypedChoiceField(
        label=_("Insults"), required=False, coerce=int, empty_value=None, choices=[AS_THE_WHOLE, *STRICTNESS]
    )
    strictness_profanity = forms.TypedChoiceField(
        label=_("Swearing"), required=False, coerce=int, empty_value=None, choices=[AS_THE_WHOLE, *STRICTNESS]
    )
    strictness_innuendo = forms.TypedChoiceField(
        label=_("Smut"), required=False, coerce=int, empty_value=None, choices=[AS_THE_WHOLE, *STRICTNESS]
    )
    strictness_flood = forms.TypedChoiceField(
        label=_("Noise"), required=False, coerce=int, empty_value=None, choices=[AS_THE_WHOLE, *STRICTNESS]
    )
    links = forms.ChoiceField(label=_("Links"), choices=ModerationSettings.Links, widget=forms.RadioSelect)
    blocked_words = forms.CharField(
        label=_("Words you do not want to read"),
        required=False,
        max_length=WORDS_TYPED,
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("One a line. A star stands for any letters: pineapple*."),
    )
    allowed_words = forms.CharField(
        label=_("Words that are fine here"),
        required=False,
        max_length=WORDS_TYPED,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "Your name, your home town, whatever is caught by mistake. Slurs and threats stay outside all the same."
        ),
    )

    slow_seconds = forms.IntegerField(
        label=_("Slow mode, in seconds"),
        min_value=0,
        max_value=SLOW_SECONDS[1],
        help_text=_("So long everybody waits between two lines. 0 is off, otherwise 3 to 120."),
    )
    delay_seconds = forms.TypedChoiceField(
        label=_("Delay"),
        coerce=int,
        choices=[(0, _("None")), (2, _("2 seconds")), (4, _("4 seconds")), (6, _("6 seconds"))],
        help_text=_("Your helpers read a line so long before everybody else does."),
    )
    followers_only = forms.BooleanField(label=_("Only followers may write"), required=False)
    follow_age = forms.IntegerField(
        label=_("…who have followed for so many minutes"), min_value=0, max_value=FOLLOW_AGE_MOST
    )
    subscribers_only = forms.BooleanField(label=_("Only subscribers may write"), required=False)
    emotes_only = forms.BooleanField(label=_("Nothing but emotes"), required=False)
    unique_messages = forms.BooleanField(label=_("Nothing twice"), required=False)

    off_limits = forms.CharField(
        label=_("Off limits"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One topic a line, twelve at most: my kids, the divorce, my sister."),
    )
    heat = forms.ChoiceField(
        label=_("How much heat you take"),
        choices=[
            ("mild", _("Mild: tease me")),
            ("medium", _("Medium: a proper roast")),
            ("scorched", _("Scorched: leave nothing standing")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, row: ModerationSettings) -> None:
        plain = ("strictness", *LEVELS, "links", "slow_seconds", "delay_seconds", "follow_age", *SWITCHES, "heat")
        lists = ("blocked_words", "allowed_words", "off_limits")
        initial = {name: getattr(row, name) for name in plain}
        initial |= {name: "\n".join(getattr(row, name)) for name in lists}
        super().__init__(data, label_suffix="", initial=initial)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        for name in ("blocked_words", "allowed_words", "off_limits"):
            data[name] = data[name].splitlines()
        return data

    def take(self, error: DomainError) -> None:
        for name, texts in error.errors.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class SafeWordForm(forms.Form):
    safe_word = forms.CharField(
        label=_("Your safe word"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Words that nobody says by accident: red curtain. Write it in chat and everything stops."),
    )


class DelegateForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    may_moderate = forms.BooleanField(label=_("May moderate the chat"), required=False, initial=True)
    may_freeze = forms.BooleanField(label=_("May stop the show with your safe word"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="helper-%s")


class TrialForm(forms.Form):
    """A line, as if somebody said it. It is judged and forgotten."""

    text = forms.CharField(label=_("A line"), max_length=1000, strip=False, widget=forms.Textarea(attrs={"rows": 2}))
    speaker = forms.ChoiceField(label=_("Said by"), choices=Speaker, initial=Speaker.VIEWER)
    target = forms.ChoiceField(label=_("To"), choices=Target, initial=Target.PERFORMER)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="trial-%s")
