"""What the people of the demo give each other."""

from __future__ import annotations

from accounts.models import CreatorProfile, User
from economy import demo_rewards as _rewards  # noqa: F401 - has a demo of its own
from economy.models import Gift
from economy.services.gifts import give_gift
from economy.services.tips import give_tip
from economy.services.welcome import welcome
from roastlive.lib.demo import Stage, demo
from roastlive.lib.rls import acting_as

# Who begins with how much.
PURSES = {"vera": 25_000, "emil": 8_000, "rita": 2_000, "theo": 1_500}
GIFTS = [
    ("vera", "rita", "tomato", 3),
    ("vera", "rita", "mic-drop", 1),
    ("emil", "rita", "rubber-chicken", 10),
    ("vera", "nora", "ice-bucket", 2),
    ("theo", "rita", "crown", 1),
    ("emil", "otto", "airhorn", 4),
    ("vera", "mara", "violin", 1),
    ("rita", "theo", "fire-extinguisher", 1),
    ("emil", "yuki", "spotlight", 2),
    ("vera", "theo", "golden-mic", 1),
]
TIPS = [
    ("vera", "rita", 250, "For the bit about the ukulele. I am still recovering."),
    ("emil", "nora", 120, "The blobfish says thank you."),
    ("theo", "mara", 50, "It rhymed. I felt it."),
    ("vera", "otto", 300, "Play the scratched one again."),
]


@demo(order=30)
def gifts(stage: Stage) -> None:
    for username, tokens in PURSES.items():
        person = _person(username)
        if person is not None:
            welcome(person_id=person.pk, amount=tokens)
    givers = {username for username in PURSES if not _has_given(username)}
    for place, (username, creator, gift, quantity) in enumerate(GIFTS):
        if username in givers:
            _give(username, creator, gift=gift, quantity=quantity, key=f"demo-gift-{place}")
    for place, (username, creator, amount, words) in enumerate(TIPS):
        if username in givers:
            _tip(username, creator, amount=amount, words=words, key=f"demo-tip-{place}")


def _has_given(username: str) -> bool:
    person = _person(username)
    if person is None:
        return True
    with acting_as(person.pk):
        return Gift.objects.filter(sender=person).exists()


def _give(username: str, creator: str, *, gift: str, quantity: int, key: str) -> None:
    sender, receiver = _person(username), _creator(creator)
    if sender is not None and receiver is not None:
        give_gift(sender=sender, creator=receiver, gift=gift, quantity=quantity, key=key)


def _tip(username: str, creator: str, *, amount: int, words: str, key: str) -> None:
    sender, receiver = _person(username), _creator(creator)
    if sender is not None and receiver is not None:
        give_tip(sender=sender, creator=receiver, amount=amount, message=words, key=key)


def _person(username: str) -> User | None:
    return User.objects.filter(email=f"{username}@demo.example").first()


def _creator(username: str) -> CreatorProfile | None:
    return CreatorProfile.objects.filter(user__email=f"{username}@demo.example").select_related("user").first()
