"""People who do not exist: eight who stand on the stage, two who watch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.demo_portraits import backdrop, portrait
from accounts.models import CreatorProfile, User
from accounts.services.creators import become_creator, verify_creator
from accounts.services.following import follow
from accounts.services.people import add_person
from accounts.services.uploads import set_picture
from roastlive.lib.demo import Stage, demo

BORN = date(1992, 6, 1)


@dataclass(frozen=True, kw_only=True)
class Act:
    username: str
    # Which of the portraits; every number is another face and another light.
    look: int
    stage_name: str
    kind: str = "performer"
    genres: tuple[str, ...]
    bio: str
    verified: bool = False
    # Whom they follow themselves.
    admires: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)


ACTS = [
    Act(
        username="rita",
        look=1,
        stage_name="Rita Rust",
        genres=("deadpan", "one-liners"),
        bio="Twelve years of customer service. Nothing you say can surprise me, and nothing I say will be recorded for "
        "training purposes.\n\nOff limits: my mother. She has her own channel coming.",
        verified=True,
        admires=("nora", "otto"),
        links={"website": "https://rita-rust.example"},
    ),
    Act(
        username="len",
        look=2,
        stage_name="Big Len",
        genres=("insults", "crowd work"),
        bio="Six foot five, cries at adverts. Bring your best and I will bring your worst.",
        admires=("rita",),
    ),
    Act(
        username="nora",
        look=4,
        stage_name="Nora Brine",
        genres=("dark", "deadpan"),
        bio="Marine biologist by day. I have looked a blobfish in the eye and it flinched first.",
        verified=True,
        admires=("rita", "mara", "yuki"),
    ),
    Act(
        username="mara",
        look=3,
        stage_name="Mara Quill",
        genres=("wordplay", "poetry"),
        bio="I roast in rhyme, which is slower, but you will remember it in the shower.",
        admires=("nora",),
    ),
    Act(
        username="theo",
        look=6,
        stage_name="Theo Plank",
        genres=("self-deprecating", "prop comedy"),
        bio="Undefeated, because I agree with everything they say about me.",
        admires=("rita", "len", "mara"),
    ),
    Act(
        username="otto",
        look=5,
        stage_name="Otto Vinyl",
        kind="dj",
        genres=("disco", "house"),
        bio="Records only. If it jumps, that was the floor, not me.",
        verified=True,
        admires=("yuki",),
    ),
    Act(
        username="yuki",
        look=16,
        stage_name="Yuki Static",
        kind="dj",
        genres=("drum and bass", "breakbeat"),
        bio="174 beats a minute between the battles, so that your pulse has company.",
        admires=("otto", "nora"),
    ),
    Act(
        username="duke",
        look=15,
        stage_name="Duke Delay",
        kind="dj",
        genres=("dub", "ambient"),
        bio="The echo arrives before I do. The echo arrives before I do.",
        admires=("otto", "rita"),
    ),
]
WATCHERS = {"vera": ("rita", "len", "nora", "mara", "theo", "otto"), "emil": ("rita", "nora", "otto", "yuki")}


@demo(order=10)
def people(stage: Stage) -> None:
    for act in ACTS:
        _put_on_stage(act, stage.password)
    admirers = {act.username: act.admires for act in ACTS} | WATCHERS
    for username in WATCHERS:
        _somebody(username, stage.password)
    for username, admired in admirers.items():
        _follow_all(username, admired)
    stage.tell(f"  A creator:  {_email('rita')}, password {stage.password}")
    stage.tell(f"  A viewer:   {_email('vera')}, password {stage.password}")


def _email(username: str) -> str:
    return f"{username}@demo.example"


def _somebody(username: str, password: str) -> User:
    found = User.everyone.filter(email=_email(username)).first()
    if found is not None:
        return found
    person = User(email=_email(username), username=username, date_of_birth=BORN, email_verified_at=timezone.now())
    person.set_password(password)
    with transaction.atomic():
        return add_person(person)


def _put_on_stage(act: Act, password: str) -> None:
    person = _somebody(act.username, password)
    if CreatorProfile.objects.filter(user=person).exists():
        return
    profile = become_creator(
        user=person,
        kind=act.kind,
        stage_name=act.stage_name,
        slug=act.stage_name.lower().replace(" ", "-"),
        genres=act.genres,
        links=act.links,
        bio=act.bio,
    )
    set_picture(profile=profile, place="avatar", upload=portrait(act.username, act.look))
    set_picture(profile=profile, place="banner", upload=backdrop(act.username, act.look))
    if act.verified:
        verify_creator(profile=profile)


def _follow_all(username: str, admired: tuple[str, ...]) -> None:
    follower = User.objects.filter(email=_email(username)).first()
    if follower is None:
        return
    for name in admired:
        creator = CreatorProfile.objects.filter(user__email=_email(name)).first()
        if creator is not None:
            follow(follower=follower, creator=creator)
