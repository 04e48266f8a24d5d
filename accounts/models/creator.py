"""Who stands on the stage."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import CreatorQuerySet
from roastlive.lib.models import ChangingRow

slug_rule = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$",
    _("3 to 30 small letters, digits and hyphens; it begins and ends with a letter or digit."),
)


class CreatorProfile(ChangingRow):
    """A creator's public face, at /@slug/."""

    class Kind(models.TextChoices):
        PERFORMER = "performer", _("Roaster")
        DJ = "dj", _("DJ")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="creator")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.PERFORMER)
    stage_name = models.CharField(_("stage name"), max_length=60)
    slug = models.CharField(_("address"), max_length=30, validators=[slug_rule])
    bio = models.TextField(_("about you"), max_length=2000, blank=True)
    genres = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("genres"))
    links = models.JSONField(_("links"), default=dict, blank=True)
    avatar = models.CharField(max_length=200, blank=True, editable=False)
    banner = models.CharField(max_length=200, blank=True, editable=False)
    rating = models.DecimalField(max_digits=3, decimal_places=2, default=0, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    privacy = models.JSONField(default=dict, blank=True)
    # ISO 3166 codes of countries that may not see this channel.
    blocked_regions = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    follower_count = models.BigIntegerField(default=0, editable=False)
    stream_count = models.BigIntegerField(default=0, editable=False)
    total_views = models.BigIntegerField(default=0, editable=False)
    total_earnings = models.BigIntegerField(default=0, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("stage_name", weight="A", config="simple")
        + SearchVector("bio", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CreatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("creator")
        verbose_name_plural = _("creators")
        constraints = [
            models.UniqueConstraint(
                Lower("slug"),
                name="accounts_creatorprofile_slug_unique",
                violation_error_message=_("This address is taken."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["performer", "dj"]), name="accounts_creatorprofile_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(follower_count__gte=0, stream_count__gte=0, total_views__gte=0, total_earnings__gte=0),
                name="accounts_creatorprofile_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["stage_name"], name="accounts_creator_stage_name"),
            models.Index(fields=["-rating"], name="accounts_creator_rating"),
            GinIndex(fields=["genres"], name="accounts_creator_genres"),
            GinIndex(fields=["blocked_regions"], name="accounts_creator_regions"),
            GinIndex(fields=["search"], name="accounts_creator_search"),
        ]

    def __str__(self) -> str:
        return self.stage_name
