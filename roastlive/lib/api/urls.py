"""The API's description, and its last word. Included after every app's own routes."""

from django.urls import path, re_path

from roastlive.lib.api.schema import NoSuchResource, Schema, handbook

app_name = "api"
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", handbook, name="docs"),
    re_path(r"", NoSuchResource.as_view(schema=None), name="nothing"),
]
