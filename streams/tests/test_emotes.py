"""The house's emotes, and those that creators upload."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.pictures import picture_file
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.errors import Invalid
from roastlive.lib.ids import uuid7
from streams.errors import EmoteNotFound, TooManyEmotes
from streams.models import Emote
from streams.selectors.emotes import emotes_of, house_emotes
from streams.services.chat.composing import compose
from streams.services.emotes import EMOTES_MOST, add_emote, forget_emotes, remove_emote, tell_emotes

pytestmark = pytest.mark.django_db


def a_picture(side=64) -> BytesIO:
    kept = BytesIO()
    Image.new("RGBA", (side, side), (200, 40, 40, 255)).save(kept, "PNG")
    kept.seek(0)
    return kept


def test_every_emote_of_the_house_is_drawn():
    sprite = (Path(settings.BASE_DIR) / "static/streams/emotes.svg").read_text()
    drawn = set(re.findall(r'<symbol id="(\w+)"', sprite))
    house = {emote["drawing"] for emote in house_emotes()}
    assert len(house) >= 12
    assert house <= drawn


def test_a_creators_own_goes_before_the_houses_and_into_no_other_chat():
    rita, otto = a_creator("rita"), a_creator("otto")
    add_emote(channel=rita, code=":Flame:", upload=a_picture())
    [piece] = compose(":flame:", channel_id=rita.pk).pieces
    assert piece["url"].endswith("-small.webp")
    [piece] = compose(":flame:", channel_id=otto.pk).pieces
    assert piece["drawing"] == "flame"
    assert compose(":nothing:", channel_id=rita.pk).pieces == [":nothing:"]


@pytest.mark.parametrize("code", ["", "ab", "1abc", "a b c", "x" * 25, "ümlaut", "<svg>"])
def test_what_is_no_name(code):
    with pytest.raises(Invalid) as refusal:
        add_emote(channel=a_creator("rita"), code=code, upload=a_picture())
    assert "code" in refusal.value.errors


@pytest.mark.parametrize("upload", [b"", b"no picture", b"<svg onload=alert(1)>"])
def test_what_is_no_picture(upload):
    with pytest.raises(Invalid):
        add_emote(channel=a_creator("rita"), code="smile", upload=BytesIO(upload))
    assert not Emote.objects.filter(channel__isnull=False).exists()


def test_a_name_is_there_once_and_fifty_are_enough():
    rita = a_creator("rita")
    add_emote(channel=rita, code="smile", upload=a_picture())
    with pytest.raises(Invalid):
        add_emote(channel=rita, code="SMILE", upload=a_picture())
    Emote.objects.bulk_create(
        Emote(channel=rita, code=f"more{number}", picture="people/aa/x") for number in range(EMOTES_MOST - 1)
    )
    with pytest.raises(TooManyEmotes):
        add_emote(channel=rita, code="onemore", upload=a_picture())


def test_what_is_removed_is_gone_with_its_files(django_capture_on_commit_callbacks):
    rita = a_creator("rita")
    emote = add_emote(channel=rita, code="smile", upload=a_picture())
    assert default_storage.exists(picture_file(emote.picture, "small"))
    with pytest.raises(EmoteNotFound):
        remove_emote(channel=a_creator("otto"), emote_id=emote.pk)
    with pytest.raises(EmoteNotFound):
        remove_emote(channel=rita, emote_id=uuid7())
    with django_capture_on_commit_callbacks(execute=True):
        remove_emote(channel=rita, emote_id=emote.pk)
    assert not default_storage.exists(picture_file(emote.picture, "small"))
    assert "smile" not in emotes_of(rita.pk)


def test_the_page_of_a_creator(client):
    rita = a_creator("rita")
    client.force_login(rita.user)
    assert client.get("/studio/emotes/").status_code == 200
    picture = SimpleUploadedFile("smile.png", a_picture().read(), "image/png")
    assert client.post("/studio/emotes/", {"code": "smile", "picture": picture}).status_code == 302
    page = client.get("/studio/emotes/")
    assert ":smile:" in page.content.decode()
    assert client.post("/studio/emotes/", {"code": "smile"}).status_code == 400
    bad = SimpleUploadedFile("bad.png", b"not a picture", "image/png")
    assert client.post("/studio/emotes/", {"code": "other", "picture": bad}).status_code == 400
    emote = Emote.objects.get(channel=rita)
    assert client.post(f"/studio/emotes/{emote.pk}/remove/").status_code == 302
    assert client.post(f"/studio/emotes/{emote.pk}/remove/").status_code == 404
    client.force_login(a_person("vera"))
    assert client.get("/studio/emotes/").status_code in {302, 403, 404}


def test_whoever_leaves_takes_their_emotes_along(django_capture_on_commit_callbacks):
    rita = a_creator("rita")
    emote = add_emote(channel=rita, code="smile", upload=a_picture())
    assert [told["name"] for told in tell_emotes(rita.user)] == ["smile"]
    with django_capture_on_commit_callbacks(execute=True):
        forget_emotes(rita.user)
    assert not Emote.objects.filter(channel=rita).exists()
    assert not default_storage.exists(picture_file(emote.picture, "large"))
