"""Who judges in these tests, and what is judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import CreatorProfile, User
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.models import Outcome, Report, ReviewCase
from moderation.roles import Role
from moderation.screening.vocabulary import Category, Decision, Reason, Verdict
from moderation.services.outcomes import Sentence
from moderation.services.reporting import report
from moderation.services.role_groups import keep_role_groups
from moderation.subjects import Description, Line, register_subject, unregister_subject
from roastlive.lib.ids import uuid7

RULES = "This broke the rules of the house."


def a_moderator(name: str = "mo", role: Role = Role.MODERATOR) -> User:
    keep_role_groups(apps=apps)
    somebody = person(name, is_staff=True, role=User.Role.MODERATOR)
    somebody.groups.add(Group.objects.get(name=role.value))
    return somebody


def at_the_desk(somebody: User) -> Client:
    return logged_in(somebody, second_factor=True)


def reported(channel: CreatorProfile, by: User, type: str = "harassment", words: str = "") -> Report:
    return report(reporter=by, kind="channel", id=channel.pk, type=type, words=words)


def a_case(name: str = "rita", by: str = "vera", **kind: str) -> ReviewCase:
    """Somebody's channel, reported by somebody."""
    return reported(a_creator(name), person(by), **kind).case


def sentence(by: User, outcome: Outcome | str, reason: str = RULES, **more: object) -> Sentence:
    return Sentence(by=by, outcome=Outcome(outcome), reason=reason, **more)  # type: ignore[arg-type]


def held(category: Category = Category.THREAT, confidence: float = 0.9) -> Decision:
    reason = Reason(
        category=category, rule="test", says="", found="I know where", confidence=confidence, verdict=Verdict.HOLD
    )
    return Decision(
        verdict=Verdict.HOLD, category=category, confidence=confidence, reasons=(reason,), version="rules-1"
    )


@dataclass
class Joke:
    """Something that can be hidden, restored and stopped."""

    author: User
    words: str = "Your shoes are so old"
    id: UUID = field(default_factory=uuid7)
    channel: UUID | None = None
    is_hidden: bool = False
    is_over: bool = False
    # Whom it is shown to; None is everybody.
    shown_to: User | None = None


@contextmanager
def jokes(*told: Joke) -> Iterator[None]:
    """For as long as this lasts, jokes can be reported."""
    known = {joke.id: joke for joke in told}

    def find(id: UUID, visitor: User | None) -> Joke | None:
        joke = known.get(id)
        if joke is None or visitor is None or joke.shown_to in {None, visitor}:
            return joke
        return None

    def hide(joke: Joke, *, by: User, reason: str) -> dict[str, str]:
        joke.is_hidden = True
        return {"words": joke.words}

    def restore(joke: Joke, *, by: User, reason: str, kept: dict[str, str]) -> None:
        joke.is_hidden = False

    def stop(joke: Joke, *, by: User, reason: str) -> None:
        joke.is_over = True

    register_subject(
        kind="joke",
        label="joke",
        find=find,
        owner=lambda joke: joke.author.pk,
        channel=lambda joke: joke.channel,
        describe=lambda joke: Description(
            title=joke.words,
            words=joke.words,
            lines=(Line(who="len", words="Go on"), Line(who=joke.author.username, words=joke.words, is_it=True)),
        ),
        hide=hide,
        restore=restore,
        stop=stop,
    )
    try:
        yield
    finally:
        unregister_subject("joke")
