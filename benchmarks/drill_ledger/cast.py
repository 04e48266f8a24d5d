"""Who plays: people with a wallet each and something in it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.drill_ledger.deeds import GRANT, PEOPLE
from benchmarks.drill_ledger.stage import Stage
from benchmarks.report import ROOT


@dataclass(frozen=True)
class Cast:
    people: list[str]
    wallets: list[str]
    fees: str


def gather(stage: Stage) -> Cast:
    """In a process of its own: this one never connects to a database that it is going to kill."""
    command = [sys.executable, "-m", "benchmarks.drill_ledger.cast"]
    done = subprocess.run(command, cwd=ROOT, env=stage.environment, check=True, stdout=subprocess.PIPE, text=True)
    return Cast(**json.loads(done.stdout))


def _invite() -> dict[str, object]:
    import django  # noqa: PLC0415 - only the process that is started for it

    django.setup()
    from django.db import transaction  # noqa: PLC0415 - after Django is set up

    from accounts.models import User  # noqa: PLC0415 - after Django is set up
    from accounts.services.people import add_person  # noqa: PLC0415
    from economy.models import AccountKind, TransferKind  # noqa: PLC0415
    from economy.services.accounts import house_account, wallet_of  # noqa: PLC0415
    from economy.services.ledger import Leg, Order, post  # noqa: PLC0415

    issuance, fees = house_account(AccountKind.ISSUANCE), house_account(AccountKind.FEES)
    people, wallets = [], []
    for number in range(PEOPLE):
        name = f"drill{number}"
        with transaction.atomic():
            person = add_person(User(email=f"{name}@example.com", username=name, date_of_birth="1990-01-01"))
        wallet = wallet_of(person.pk)
        post(Order(kind=TransferKind.PURCHASE, legs=(Leg(issuance.pk, -GRANT), Leg(wallet.pk, GRANT))))
        people.append(str(person.pk))
        wallets.append(str(wallet.pk))
    return {"people": people, "wallets": wallets, "fees": str(fees.pk)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_invite()))
