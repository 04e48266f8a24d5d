"""What the people of the demo offer for points, and who has already pressed the button."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import CreatorProfile, User
from economy.loyalty_rules import GIVING, VISIT
from economy.models import LoyaltyReward
from economy.selectors.loyalty import redemptions_of
from economy.services.deeds import award_deeds
from economy.services.loyalty import award
from economy.services.redemptions import fulfil, redeem
from economy.services.rewards import Offer, offer_reward
from roastlive.lib.demo import Stage, demo
from roastlive.lib.rls import acting_as

SHELVES: dict[str, list[Offer]] = {
    "": [
        Offer(
            title="A rosette beside your name",
            description="For a month. It does nothing, and everybody sees it.",
            drawing="badge",
            price=2_000,
            per_person=1,
        ),
        Offer(title="The house's shirt", description="Black, of course.", drawing="shirt", price=12_000, stock=25),
    ],
    "rita": [
        Offer(
            title="I insult your best friend by name",
            description="Thirty seconds, live, with love. They will need a minute.",
            drawing="shout",
            price=250,
            stock=20,
            question="What is your friend called?",
        ),
        Offer(title="You choose the next topic", drawing="note", price=600, per_person=1),
    ],
    "otto": [
        Offer(
            title="A record of your choice, played backwards",
            drawing="song",
            price=300,
            cooldown=timedelta(days=1),
            question="Which one?",
        ),
    ],
}
# Days that somebody dropped in, and tokens they gave before anybody counted.
REGULARS = {"vera": (4, 300), "emil": (2, 300)}


@demo(order=32)
def rewards(stage: Stage) -> None:
    for username, offers in SHELVES.items():
        creator = CreatorProfile.objects.filter(user__email=_email(username)).first() if username else None
        if username and creator is None:
            continue
        for offer in offers:
            if not LoyaltyReward.objects.filter(creator=creator, title=offer.title).exists():
                offer_reward(creator=creator, offer=offer)
    _earn()
    _redeem("vera", "I insult your best friend by name", "Tom. He still owes me a bicycle.")
    _redeem(
        "emil", "I insult your best friend by name", "Lotte, who says she has no flaws.", done="Lotte has some now."
    )


def _earn() -> None:
    award_deeds()
    for username, (days, tokens) in REGULARS.items():
        person = User.objects.filter(email=_email(username)).first()
        if person is None:
            continue
        for day in range(days):
            done_at = timezone.now() - timedelta(days=day)
            award(person_id=person.pk, rule=VISIT, reference=f"{done_at:%Y-%m-%d}", done_at=done_at)
        award(person_id=person.pk, rule=GIVING, reference="demo", times=tokens)


def _redeem(username: str, title: str, words: str, *, done: str = "") -> None:
    person = User.objects.filter(email=_email(username)).first()
    reward = LoyaltyReward.objects.select_related("creator__user").filter(title=title).first()
    if person is None or reward is None or reward.creator is None:
        return
    with acting_as(person.pk):
        if redemptions_of(person.pk).filter(reward=reward).exists():
            return
    redemption = redeem(person=person, reward_id=reward.pk, words=words)
    if done and redemption.is_pending:
        fulfil(redemption_id=redemption.pk, by=reward.creator.user, note=done)


def _email(username: str) -> str:
    return f"{username}@demo.example"
