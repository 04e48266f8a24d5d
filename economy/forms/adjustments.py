"""What finance asks for. Services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from accounts.models import User
from accounts.selectors import person_named
from economy.forms.giving import WholeNumberField
from economy.models import AccountKind, Unit
from economy.models.adjustments import LARGEST_ADJUSTMENT, REASON_LONGEST
from roastlive.lib.errors import NotFound

DIRECTIONS = {"give": _("The house gives"), "take": _("The house takes back")}
ACCOUNTS = {
    "wallet token": _("Tokens in the wallet"),
    "earnings token": _("Tokens in the earnings"),
    "wallet point": _("Points"),
}
REASON_HELP = _("The second person reads it, and so does whoever it concerns.")


class _ReasonedForm(SpokenForm):
    reason = forms.CharField(
        label=_("Why?"), max_length=REASON_LONGEST, help_text=REASON_HELP, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class CorrectionForm(_ReasonedForm):
    username = forms.CharField(label=_("Username"), max_length=30)
    direction = forms.ChoiceField(label=_("Which way"), choices=list(DIRECTIONS.items()), widget=forms.RadioSelect)
    account = forms.ChoiceField(label=_("What"), choices=list(ACCOUNTS.items()), widget=forms.RadioSelect)
    amount = WholeNumberField(label=_("How many"), minimum=1, maximum=LARGEST_ADJUSTMENT)

    field_order = ("username", "direction", "account", "amount", "reason")

    def clean_username(self) -> User:
        try:
            return person_named(self.cleaned_data["username"].strip())
        except NotFound as error:
            raise forms.ValidationError(_("Nobody here has this name.")) from error

    def order(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        account, unit = data["account"].split()
        return {
            "person": data["username"],
            "account": AccountKind(account),
            "unit": Unit(unit),
            "amount": data["amount"] if data["direction"] == "give" else -data["amount"],
            "reason": data["reason"],
        }


class ReversalForm(_ReasonedForm):
    transfer_id = forms.UUIDField(
        label=_("Transfer"), help_text=_("Its id, as it stands in the ledger and on the receipt.")
    )

    field_order = ("transfer_id", "reason")

    def order(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
