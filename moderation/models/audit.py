"""What the house's people did, in a chain that shows if anybody altered it later."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import Row


class AuditLog(Row):
    """One act. Written once; not even the owner of the table changes a row without breaking the chain of its seals."""

    # None for the house itself. Never a name: people may leave, and then it is nobody's.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    act = models.CharField(_("act"), max_length=60)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    detail = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    ip = models.GenericIPAddressField(_("address"), null=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit log")
        constraints = [
            models.CheckConstraint(
                condition=Q(act__regex=r"^[a-z][a-z_]*(\.[a-z][a-z_]*)+$"), name="moderation_auditlog_act_named"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="moderation_auditlog_newest"),
            models.Index(fields=["actor", "-created_at"], name="moderation_auditlog_actor"),
            models.Index(fields=["act", "-created_at"], name="moderation_auditlog_act"),
            models.Index(fields=["subject", "-created_at"], name="moderation_auditlog_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}".strip()


class AuditSeal(Row):
    """The place of an act in the chain. Made by the database as the act commits, one after the other.

    Apart from the act, so that writing one in the middle of a transaction makes nobody wait: only the commits queue.
    """

    entry = models.OneToOneField(AuditLog, on_delete=models.PROTECT, related_name="seal", verbose_name=_("audit row"))
    number = models.BigIntegerField(_("number"), unique=True)
    previous = models.CharField(_("hash of the one before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="moderation_auditseal_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class AuditTurn(Row):
    """An act whose transaction is committing. Seen by nobody: it is gone when the act has its seal.

    A commit first checks whatever was put off until then, and may wait for rows of others with that; only in the round after
    does it take its turn at the chain, so that two commits never wait for each other in a ring.
    """

    entry = models.OneToOneField(AuditLog, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")

    def __str__(self) -> str:
        return str(self.entry_id)
