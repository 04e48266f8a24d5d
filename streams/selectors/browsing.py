"""What lists of shows show: the home page, /browse/, a channel, what to watch next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import CreatorProfile
from accounts.pictures import picture_url
from streams.models import Category, Stream
from streams.querysets.streams import StreamQuerySet

CARDS_A_RAIL = 8
CARDS_A_PAGE = 24
SHOWN_WITH = ("creator__user", "category", "stats")


@dataclass(frozen=True, kw_only=True)
class Card:
    """A show in the form that `components/_stream_card.html` draws."""

    id: Any
    url: str
    title: str
    creator: dict[str, Any]
    category: Any
    picture: str
    is_live: bool
    viewers: int
    meter: int
    starts_at: datetime | None
    duration: str
    door: str


def card_of(stream: Stream) -> Card:
    creator = stream.creator
    stats = getattr(stream, "stats", None)
    image = picture_url(creator.avatar) if creator.avatar else ""
    return Card(
        id=stream.pk,
        url=reverse("streams:watch", args=[stream.pk]),
        title=stream.title,
        creator={"name": creator.stage_name, "image": image, "url": f"/@{creator.slug}/"},
        category=stream.category.label if stream.category else "",
        picture=picture_url(stream.thumbnail, "large") if stream.thumbnail else "",
        is_live=stream.is_live,
        viewers=stream.viewer_count,
        meter=stats.meter if stats else 0,
        starts_at=stream.scheduled_start if stream.status == Stream.Status.SCHEDULED else None,
        duration=_duration(stream),
        door=stream.visibility,
    )


def live_now(*, visitor: Any, country: str = "", limit: int = CARDS_A_RAIL, **filters: str) -> list[Card]:
    """The fullest first."""
    found = listed(visitor, country, **filters).live().order_by("-viewer_count", "-id")
    return _cards(found[:limit])


def upcoming(*, visitor: Any, country: str = "", limit: int = CARDS_A_RAIL, **filters: str) -> list[Card]:
    return _cards(listed(visitor, country, **filters).upcoming(timezone.now())[:limit])


def past(*, visitor: Any, country: str = "", limit: int = CARDS_A_RAIL, **filters: str) -> list[Card]:
    """The last first."""
    found = listed(visitor, country, **filters).filter(status=Stream.Status.ENDED).order_by("-ended_at", "-id")
    return _cards(found[:limit])


def of_channel(profile: CreatorProfile, *, visitor: Any) -> dict[str, list[Card]]:
    """What is on, what comes and what was in one channel, in one question."""
    mine = listed(visitor, "").filter(creator=profile).select_related(*SHOWN_WITH)
    upcoming_ones = mine.upcoming(timezone.now())[:6]
    past_ones = mine.filter(status=Stream.Status.ENDED).order_by("-ended_at")[:6]
    found = list(mine.live()[:1].union(upcoming_ones, past_ones, all=True))
    kinds = {"live": Stream.Status.LIVE, "upcoming": Stream.Status.SCHEDULED, "past": Stream.Status.ENDED}
    return {name: [card_of(each) for each in found if each.status == status] for name, status in kinds.items()}


def more_to_watch(stream: Stream, *, visitor: Any, country: str = "") -> list[Card]:
    """After the end: what is on now, else what this creator does next."""
    live = _cards(listed(visitor, country).live().exclude(pk=stream.pk).order_by("-viewer_count")[:3])
    return live or _cards(listed(visitor, country).filter(creator=stream.creator_id).upcoming(timezone.now())[:3])


def categories_with_counts() -> list[dict[str, Any]]:
    """Those that can be chosen, and how many are live in each."""
    live = Q(streams__status="live", streams__deleted_at__isnull=True, streams__hidden_at__isnull=True)
    found = Category.objects.filter(is_active=True).annotate(live=Count("streams", filter=live))
    return [{"slug": each.slug, "label": each.label, "live": each.live} for each in found.order_by("position", "name")]


def listed(visitor: Any, country: str, **filters: str) -> StreamQuerySet:
    """What this visitor may find, by category, tag and words."""
    return _filtered(Stream.objects.visible_to(visitor).listed().visible_from(country), **filters)


def own_shows(visitor: Any, _country: str = "", **filters: str) -> StreamQuerySet:
    """All of a creator's own, hidden and unlisted ones among them."""
    return _filtered(Stream.objects.filter(creator__user_id=visitor.pk), **filters)


def is_own(visitor: Any, slug: str) -> bool:
    """Whether this is the visitor's own channel."""
    if not slug or not visitor.is_authenticated:
        return False
    return CreatorProfile.objects.filter(user_id=visitor.pk, slug=slug.lower()).exists()


def _filtered(found: StreamQuerySet, *, category: str = "", tag: str = "", text: str = "") -> StreamQuerySet:
    if category:
        found = found.filter(category__slug=category)
    if tag:
        found = found.filter(tags__contains=[tag.casefold()])
    if text:
        words = SearchQuery(text, config="simple", search_type="websearch")
        found = found.filter(Q(search=words) | Q(title__icontains=text) | Q(creator__stage_name__icontains=text))
    return found


def _cards(streams: StreamQuerySet) -> list[Card]:
    return [card_of(stream) for stream in streams.select_related(*SHOWN_WITH)]


def _duration(stream: Stream) -> str:
    if stream.started_at is None or stream.ended_at is None:
        return ""
    seconds = int((stream.ended_at - stream.started_at).total_seconds())
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
