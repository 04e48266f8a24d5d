"""What is on in the demo: two shows that run, a few to come, one with seats to pay for, and some that were."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import CreatorProfile, User
from roastlive.lib.demo import Stage, demo
from roastlive.lib.errors import DomainError
from streams.models import Category, Reaction, Stream, StreamReminder, StreamStats
from streams.services.life import go_live
from streams.services.scheduling import schedule_stream
from streams.services.tickets import buy_ticket

# Who, what, its category, its tags, how many watch, what vera did there, and where the meter stands.
LIVE = [
    ("rita", "Customer service, but honest", "solo", ("deadpan", "office"), 214, {"fire": 31, "laugh": 64}, 46),
    ("otto", "Roast my record collection", "music", ("vinyl", "bad-taste"), 87, {"boo": 22, "laugh": 18}, -12),
]
# Who, what, its category, in how many hours, and what a seat costs.
TO_COME = [
    ("nora", "Letters from the sea floor", "solo", 20, None),
    ("len", "Bring your worst: open mic", "open-mic", 28, None),
    ("mara", "Rhymes against humanity", "roast-battle", 50, 150),
    ("yuki", "Crowd work, politely", "crowd-work", 74, None),
]
# Who, what, its category, how many days ago, for how many minutes, and how many came.
PAST = [
    ("rita", "Your call is important to nobody", "solo", 2, 58, 341),
    ("nora", "Brined and served", "talk", 3, 44, 126),
    ("otto", "B-sides only", "music", 5, 91, 98),
    ("len", "Big Len reads your adverts", "crowd-work", 6, 37, 77),
]


@demo(order=40)
def shows(stage: Stage) -> None:
    for username, title, category, tags, viewers, reactions, meter in LIVE:
        _go_live(username, title, category, tags, viewers, reactions, meter)
    for username, title, category, hours, price in TO_COME:
        _announce(username, title, category, hours, price)
    for username, title, category, days, minutes, viewers in PAST:
        _remember(username, title, category, days, minutes, viewers)
    stage.tell("  Live now:   Rita Rust and Otto; see /browse/")


def _go_live(
    username: str, title: str, category: str, tags: tuple[str, ...], viewers: int, reactions: dict[str, int], meter: int
) -> None:
    creator, vera = _creator(username), _person("vera")
    if creator is None or Stream.objects.live().filter(creator=creator).exists():
        return
    try:
        show = go_live(creator=creator, title=title, category=category, tags=list(tags))
    except DomainError:
        # Somebody has sanctioned them since; then they are not on stage.
        return
    Stream.objects.filter(pk=show.pk).update(
        viewer_count=viewers, peak_viewers=viewers + 12, unique_viewers=viewers * 2, total_views=viewers * 3
    )
    StreamStats.objects.filter(stream=show).update(meter=meter, **reactions)
    if vera is not None:
        # What is shown follows from what is recorded.
        Reaction.objects.bulk_create(
            Reaction(stream=show, person=vera, kind=kind, count=count) for kind, count in reactions.items()
        )


def _announce(username: str, title: str, category: str, hours: int, price: int | None) -> None:
    creator, vera = _creator(username), _person("vera")
    if creator is None or Stream.everything.filter(creator=creator, status=Stream.Status.SCHEDULED).exists():
        return
    start = (timezone.now() + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
    door = {"visibility": Stream.Visibility.TICKETED, "ticket_price": price} if price else {}
    show = schedule_stream(creator=creator, title=title, category=category, scheduled_start=start, **door)
    if vera is None:
        return
    StreamReminder.objects.get_or_create(stream=show, person=vera)
    if price:
        try:
            buy_ticket(stream_id=show.pk, person=vera, key=f"demo-ticket-{show.pk}")
        except DomainError as error:
            if error.code != "insufficient_funds":
                raise


@transaction.atomic
def _remember(username: str, title: str, category: str, days: int, minutes: int, viewers: int) -> None:
    creator = _creator(username)
    if creator is None or Stream.everything.filter(creator=creator, title=title).exists():
        return
    began = timezone.now() - timedelta(days=days)
    show = Stream.objects.create(
        creator=creator,
        title=title,
        category=Category.objects.filter(slug=category).first(),
        status=Stream.Status.ENDED,
        started_at=began,
        ended_at=began + timedelta(minutes=minutes),
        peak_viewers=viewers,
        unique_viewers=viewers * 2,
        total_views=viewers * 3,
    )
    StreamStats.objects.create(stream=show)
    CreatorProfile.objects.filter(pk=creator.pk).update(stream_count=F("stream_count") + 1)


def _person(username: str) -> User | None:
    return User.objects.filter(email=f"{username}@demo.example").first()


def _creator(username: str) -> CreatorProfile | None:
    return CreatorProfile.objects.filter(user__email=f"{username}@demo.example").select_related("user").first()
