"""The API's own description: complete, valid, and a page that needs neither script nor style of its own."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def handbook():
    response = Client().get("/api/v1/docs/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_handbook_tells_of_every_operation(handbook):
    schema = Client().get("/api/v1/schema/").json()
    told = set(re.findall(r'<article class="api-operation" id="([^"]+)"', handbook))
    assert told == {operation["operationId"] for methods in schema["paths"].values() for operation in methods.values()}


def test_the_handbook_has_no_inline_script_or_style(handbook):
    assert "<style" not in handbook
    assert "style=" not in handbook
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", handbook))


def test_the_schema_is_valid_openapi_and_nothing_in_it_had_to_be_guessed(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
