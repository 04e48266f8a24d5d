"""/api/v1/reports/: saying that something is wrong, and seeing what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.asking import person_of
from accounts.scopes import register_scope
from moderation.models import Report
from moderation.selectors.cases import reports_by
from moderation.services.reporting import WORDS_MOST, report
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import ParagraphsField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

TAGS = ("reports",)

register_scope("reports", read=_("See what you have reported"), write=_("Report things for you"))


class ReportInput(Input):
    kind = serializers.CharField(max_length=40)
    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=Report.Type.choices)
    words = ParagraphsField(maximum=WORDS_MOST, required=False, default="")


class OwnReport(serializers.Serializer[Any]):
    """Who looked at it is the house's business."""

    id = serializers.UUIDField()
    kind = serializers.CharField(source="subject_kind")
    subject = serializers.UUIDField(source="subject_id")
    title = serializers.CharField(source="case.title")
    type = serializers.ChoiceField(choices=Report.Type.choices)
    words = serializers.CharField()
    status = serializers.ChoiceField(choices=Report.Status.choices)
    created_at = serializers.DateTimeField()
    reviewed_at = serializers.DateTimeField(allow_null=True)


class ReportsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "reports"

    @endpoint(gives=OwnReport, paged=True, tags=TAGS)
    def get(self, request: Request) -> QuerySet[Report]:
        return reports_by(person_of(request))

    @endpoint(takes=ReportInput, gives=OwnReport, status=201, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Report:
        """404 for what does not exist and for what one may not see."""
        reporter = person_of(request)
        require(("reports", reporter.pk))
        return report(reporter=reporter, **data)
