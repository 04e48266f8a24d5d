import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import roastlive.lib.crypto.fields
import roastlive.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_pending_registrations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "pattern",
                    models.CharField(
                        help_text="One word or phrase. A star stands for any letters: scam*, *coin.",
                        max_length=60,
                        verbose_name="word",
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("hold", "Hold the line"),
                            ("block", "Turn the line away"),
                            ("allow", "Never mind this word"),
                        ],
                        default="hold",
                        max_length=5,
                        verbose_name="effect",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("insult", "insult"),
                            ("profanity", "swearing"),
                            ("innuendo", "smut"),
                            ("flood", "noise"),
                            ("link", "link"),
                            ("blocked_word", "word on a list"),
                            ("slur", "slur"),
                            ("threat", "threat"),
                            ("self_harm", "self-harm baiting"),
                            ("sexual", "sexual harassment"),
                            ("private_data", "private data"),
                            ("spam", "spam"),
                        ],
                        default="blocked_word",
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="why")),
            ],
            options={
                "verbose_name": "house word",
                "verbose_name_plural": "house words",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("pattern"),
                        name="moderation_houseword_pattern_unique",
                        violation_error_message="The house knows this word already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["hold", "block", "allow"])),
                        name="moderation_houseword_effect_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "insult",
                                    "profanity",
                                    "innuendo",
                                    "flood",
                                    "link",
                                    "blocked_word",
                                    "slur",
                                    "threat",
                                    "self_harm",
                                    "sexual",
                                    "private_data",
                                    "spam",
                                ],
                            )
                        ),
                        name="moderation_houseword_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pattern__regex", "[^*\\s]")),
                        name="moderation_houseword_pattern_says_something",
                        violation_error_message="A star alone would stand for everything.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelDelegate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("may_moderate", models.BooleanField(default=True, verbose_name="may moderate the chat")),
                ("may_freeze", models.BooleanField(default=False, verbose_name="may trigger the safe word")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegates",
                        to="accounts.creatorprofile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="moderation_delegate_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "person"),
                        name="moderation_channeldelegate_unique",
                        violation_error_message="They help you already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("may_moderate", True), ("may_freeze", True), _connector="OR"),
                        name="moderation_channeldelegate_may_something",
                        violation_error_message="Say what they may do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModerationSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "strictness",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="strictness",
                    ),
                ),
                (
                    "strictness_insult",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="insults",
                    ),
                ),
                (
                    "strictness_profanity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="swearing",
                    ),
                ),
                (
                    "strictness_innuendo",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="smut",
                    ),
                ),
                (
                    "strictness_flood",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="noise",
                    ),
                ),
                (
                    "links",
                    models.CharField(
                        choices=[
                            ("allow", "Let them through"),
                            ("hold", "Hold them for a look"),
                            ("block", "Turn them away"),
                        ],
                        default="hold",
                        max_length=5,
                        verbose_name="links",
                    ),
                ),
                (
                    "blocked_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                (
                    "allowed_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("slow_seconds", models.PositiveSmallIntegerField(default=0, verbose_name="slow mode")),
                ("followers_only", models.BooleanField(default=False, verbose_name="followers only")),
                ("follow_age", models.PositiveIntegerField(default=0, verbose_name="following for")),
                ("subscribers_only", models.BooleanField(default=False, verbose_name="subscribers only")),
                ("emotes_only", models.BooleanField(default=False, verbose_name="emotes only")),
                ("unique_messages", models.BooleanField(default=False, verbose_name="nothing twice")),
                ("delay_seconds", models.PositiveSmallIntegerField(default=0, verbose_name="delay")),
                (
                    "safe_word",
                    roastlive.lib.crypto.fields.EncryptedTextField(blank=True, null=True, verbose_name="safe word"),
                ),
                (
                    "off_limits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "heat",
                    models.CharField(
                        choices=[("mild", "mild"), ("medium", "medium"), ("scorched", "scorched")],
                        default="medium",
                        max_length=8,
                        verbose_name="heat",
                    ),
                ),
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation_settings",
                        to="accounts.creatorprofile",
                    ),
                ),
            ],
            options={
                "verbose_name": "moderation settings",
                "verbose_name_plural": "moderation settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("strictness__isnull", True), ("strictness__lte", 4), _connector="OR"),
                        name="moderation_moderationsettings_strictness_range",
                        violation_error_message="Strictness goes from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strictness_insult__isnull", True), ("strictness_insult__lte", 4), _connector="OR"
                        ),
                        name="moderation_moderationsettings_strictness_insult_range",
                        violation_error_message="Strictness goes from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strictness_profanity__isnull", True), ("strictness_profanity__lte", 4), _connector="OR"
                        ),
                        name="moderation_moderationsettings_strictness_profanity_range",
                        violation_error_message="Strictness goes from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strictness_innuendo__isnull", True), ("strictness_innuendo__lte", 4), _connector="OR"
                        ),
                        name="moderation_moderationsettings_strictness_innuendo_range",
                        violation_error_message="Strictness goes from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strictness_flood__isnull", True), ("strictness_flood__lte", 4), _connector="OR"
                        ),
                        name="moderation_moderationsettings_strictness_flood_range",
                        violation_error_message="Strictness goes from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("links__in", ["allow", "hold", "block"])),
                        name="moderation_moderationsettings_links_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("heat__in", ["mild", "medium", "scorched"])),
                        name="moderation_moderationsettings_heat_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slow_seconds", 0), ("slow_seconds__range", (3, 120)), _connector="OR"),
                        name="moderation_moderationsettings_slow_range",
                        violation_error_message="Slow mode waits between 3 and 120 seconds.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("follow_age__lte", 129600)),
                        name="moderation_moderationsettings_follow_age_range",
                        violation_error_message="Ninety days of following must be enough.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delay_seconds__in", (0, 2, 4, 6))),
                        name="moderation_moderationsettings_delay_known",
                        violation_error_message="The delay is 2, 4 or 6 seconds.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allowed_words__len__lte", 300), ("blocked_words__len__lte", 300)),
                        name="moderation_moderationsettings_words_bounded",
                        violation_error_message="A list holds 300 words at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("off_limits__len__lte", 12)),
                        name="moderation_moderationsettings_topics_bounded",
                        violation_error_message="Twelve topics at most. The rest of you is fair game.",
                    ),
                ],
            },
        ),
    ]
