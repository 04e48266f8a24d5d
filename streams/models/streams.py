"""One broadcast of a creator, from its announcement to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from roastlive.lib.models import ChangingRow
from streams.querysets.streams import EveryStreamManager, StreamManager

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLE_LONGEST, DESCRIPTION_LONGEST = 120, 2000
TAGS_MOST, TAG_LONGEST = 8, 24
# A seat may cost a hundred dollars.
DEAREST_TICKET = 10_000


class Category(ChangingRow):
    """What kind of show it is; words, not pictures."""

    slug = models.SlugField(_("address"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "name")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="streams_category_has_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> StrOrPromise:
        """The name in the reader's language, if it is one that the house has brought along."""
        return gettext_lazy(self.name)


class Stream(ChangingRow):
    """Scheduled, live, ended or cancelled. Its times say when it became what it is."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Announced")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Over")
        CANCELLED = "cancelled", _("Cancelled")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        UNLISTED = "unlisted", _("Whoever has the link")
        FOLLOWERS = "followers", _("Followers")
        SUBSCRIBERS = "subscribers", _("Subscribers")
        TICKETED = "ticketed", _("Ticket holders")

    creator = models.ForeignKey(
        CreatorProfile, on_delete=models.PROTECT, related_name="streams", verbose_name=_("creator")
    )
    title = models.CharField(_("title"), max_length=TITLE_LONGEST)
    description = models.TextField(_("description"), max_length=DESCRIPTION_LONGEST, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="streams", verbose_name=_("category")
    )
    tags = ArrayField(
        models.CharField(max_length=TAG_LONGEST, validators=[RegexValidator(r"^\S+$")]),
        default=list,
        blank=True,
        verbose_name=_("tags"),
    )
    visibility = models.CharField(_("who may watch"), max_length=11, choices=Visibility, default=Visibility.PUBLIC)
    # What a seat costs, where it takes one.
    ticket_price = models.BigIntegerField(_("price of a ticket"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.SCHEDULED)
    scheduled_start = models.DateTimeField(_("announced for"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Why it ended, where somebody other than the creator ended it.
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    # The name of a picture in the house's store; "" is none.
    thumbnail = models.CharField(max_length=200, blank=True, editable=False)
    chat_enabled = models.BooleanField(_("with chat"), default=True)
    recording_enabled = models.BooleanField(_("recorded"), default=False)
    viewer_count = models.PositiveIntegerField(_("watching now"), default=0, editable=False)
    peak_viewers = models.PositiveIntegerField(_("most at once"), default=0, editable=False)
    unique_viewers = models.PositiveIntegerField(_("viewers in all"), default=0, editable=False)
    total_views = models.PositiveBigIntegerField(_("views"), default=0, editable=False)
    like_count = models.PositiveBigIntegerField(_("likes"), default=0, editable=False)
    earnings = models.BigIntegerField(_("earned"), default=0, editable=False)
    # Taken from sight by a moderator; the creator still sees it, and why.
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="simple")
        + SearchVector("description", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StreamManager()
    # With what was deleted, for those who must see all.
    everything = EveryStreamManager()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        # Whatever points at a stream finds it, deleted or not.
        base_manager_name = "everything"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["scheduled", "live", "ended", "cancelled"]), name="streams_stream_status_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "unlisted", "followers", "subscribers", "ticketed"]),
                name="streams_stream_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(status="scheduled", started_at__isnull=True, ended_at__isnull=True)
                | Q(status="live", started_at__isnull=False, ended_at__isnull=True)
                | Q(status="ended", started_at__isnull=False, ended_at__isnull=False)
                | Q(status="cancelled", started_at__isnull=True, ended_at__isnull=False),
                name="streams_stream_times_fit_status",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="streams_stream_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(visibility="ticketed", ticket_price__range=(1, DEAREST_TICKET))
                | (~Q(visibility="ticketed") & Q(ticket_price__isnull=True)),
                name="streams_stream_ticket_price_fits",
                violation_error_message=_("A ticket costs between 1 and 10,000 tokens."),
            ),
            models.CheckConstraint(
                condition=Q(tags__len__lte=TAGS_MOST),
                name="streams_stream_tags_bounded",
                violation_error_message=_("Eight tags at most."),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="streams_stream_has_title"),
            models.CheckConstraint(
                condition=Q(earnings__gte=0) & Q(peak_viewers__gte=F("viewer_count")),
                name="streams_stream_counts_fit",
            ),
            models.UniqueConstraint(
                fields=["creator"],
                condition=Q(status="live", deleted_at__isnull=True),
                name="streams_stream_one_live_a_creator",
                violation_error_message=_("You are live already. One stage at a time."),
            ),
        ]
        indexes = [
            models.Index(fields=["creator", "-id"], name="streams_stream_creator"),
            models.Index(fields=["status", "-viewer_count"], name="streams_stream_status"),
            models.Index(fields=["started_at"], name="streams_stream_started"),
            models.Index(fields=["scheduled_start"], condition=Q(status="scheduled"), name="streams_stream_scheduled"),
            models.Index(fields=["category", "status"], name="streams_stream_category"),
            GinIndex(fields=["tags"], name="streams_stream_tags"),
            GinIndex(fields=["search"], name="streams_stream_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.ENDED, self.Status.CANCELLED}
