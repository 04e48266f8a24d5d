"""A small API that the tests of the kernel call."""

from django.contrib import admin
from django.db import connection
from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response

from roastlive.lib.access import public, signed_in, staff_only
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, ParagraphsField, TokenAmountField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import Conflict, Invalid
from roastlive.lib.models import OutboxMessage


class GiftInput(Input):
    tokens = TokenAmountField(min_value=1, max_value=1000)
    message = LineField(maximum=20, required=False)
    story = ParagraphsField(maximum=40, required=False)
    id = serializers.UUIDField(read_only=True)


class GiftOutput(serializers.Serializer):
    id = serializers.UUIDField()
    topic = serializers.CharField()
    shout = serializers.SerializerMethodField()

    def get_shout(self, message: "KnownToTypeCheckersAlone") -> str:  # noqa: F821
        return message.topic.upper()


class Search(serializers.Serializer):
    topic = serializers.CharField(required=False, max_length=10)


class Poor(Conflict):
    code = "poor"


class Gifts(ApiView):
    """Gifts, and those who give them."""

    access = {"GET": public, "POST": signed_in, "DELETE": staff_only}
    limits = ("gifts",)
    polled = True

    @endpoint(query=Search, gives=GiftOutput, paged=True)
    def get(self, request, query):
        return OutboxMessage.objects.filter(**query)

    @endpoint(takes=GiftInput, gives=GiftOutput, status=201, keyed=True, refuses=(409,))
    def post(self, request, data):
        """Give something."""
        if data["tokens"] == 999:
            raise Poor
        return OutboxMessage.objects.create(topic=f"{data['tokens']} {data.get('message', '')}", payload={})

    @endpoint()
    def delete(self, request):
        OutboxMessage.objects.all().delete()

    def put(self, request):
        """Nobody said who may."""


class Plain(ApiView):
    access = public

    @endpoint(gives=GiftOutput)
    def get(self, request):
        return OutboxMessage.objects.first()


class Lookup(ApiView):
    access = public

    def get(self, request, slug):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text", [slug])
        return Response({})


class Broken(ApiView):
    access = public

    def get(self, request):
        raise KeyError("secret detail")

    def post(self, request):
        raise Invalid(errors={"items.0": ["No."]})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/gifts/", Gifts.as_view()),
    path("api/v1/lookup/<str:slug>/", Lookup.as_view()),
    path("api/v1/plain/", Plain.as_view()),
    path("api/v1/broken/", Broken.as_view()),
    path("api/v1/", include("roastlive.lib.api.urls")),
]
