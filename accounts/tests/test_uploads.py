import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.errors import PictureRefused
from accounts.images import AVATAR, BANNER, redraw
from accounts.images.pictures import WORKER
from accounts.models import CreatorProfile
from accounts.pictures import picture_url
from accounts.services.uploads import remove_picture, set_picture
from accounts.tests.ensemble import a_creator
from roastlive.lib.errors import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def drawn(kind="PNG", size=(300, 200), mode="RGB", **options):
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **options)
    return out.getvalue()


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def reason(data, shape=AVATAR):
    with pytest.raises(PictureRefused) as refusal:
        redraw(io.BytesIO(data), shape)
    assert refusal.value.errors["picture"]
    return refusal.value.context["reason"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_usual_kind_comes_out_as_webp_in_two_sizes(kind):
    made = [Image.open(io.BytesIO(part)) for part in redraw(io.BytesIO(drawn(kind)), BANNER)]
    assert [(one.format, one.size) for one in made] == [("WEBP", (800, 200)), ("WEBP", (1600, 400))]


def test_place_and_camera_stay_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    upload = drawn("JPEG", size=(400, 200), exif=exif, comment=b"at home")
    assert b"SpyCam" in upload
    small, _large = redraw(io.BytesIO(upload), AVATAR)
    assert b"SpyCam" not in small
    assert b"at home" not in small
    picture = Image.open(io.BytesIO(small))
    assert not picture.getexif()
    # The gradient ran downwards before it was turned by the camera's note; upright it runs sideways.
    plain = picture.convert("L")
    assert abs(plain.getpixel((5, 48)) - plain.getpixel((90, 48))) > 60
    assert abs(plain.getpixel((48, 5)) - plain.getpixel((48, 90))) < 20


def pixel_bomb():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 50_000_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"just words, called holiday.jpg" * 10, "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not_a_picture"),
        (b"PK\x03\x04" + b"\0" * 500, "not_a_picture"),
        (b"", "not_a_picture"),
        (b"BM" + b"\0" * 500, "not_a_picture"),
        (drawn()[:200], "not_a_picture"),
        (drawn() + b"<script>alert(1)</script>", "two_in_one"),
        (drawn("GIF") + b"<!DOCTYPE html><p>", "two_in_one"),
        (drawn() + b"PK\x05\x06" + b"\0" * 18, "two_in_one"),
        (drawn("JPEG", comment=b"%PDF-1.7"), "two_in_one"),
        (drawn("JPEG", comment=b"<?php system($_GET[0]);"), "two_in_one"),
        (drawn(size=(20, 900)), "too_small"),
        (drawn("PNG", size=(8000, 6000), mode="1"), "too_many_pixels"),
        (pixel_bomb(), "too_many_pixels"),
        (b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), "too_heavy"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_honest_picture_is_refused_and_leaves_nothing(data, expected, media):
    rita = a_creator("rita")
    with pytest.raises(PictureRefused) as refusal:
        set_picture(profile=rita, place="avatar", upload=io.BytesIO(data))
    assert refusal.value.context["reason"] == expected
    assert files(media) == []
    assert CreatorProfile.objects.get().avatar == ""


def test_a_picture_whose_text_unpacks_to_gigabytes_is_refused():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"a" * 200_000_000, 9))
    plain = drawn()
    assert reason(plain[:33] + bomb + plain[33:]) == "not_a_picture"


def test_whoever_takes_over_the_worker_can_open_neither_file_nor_socket():
    attempt = f"""
import runpy, socket
confine = runpy.run_path({str(WORKER)!r})["confine"]
confine()
for work in (lambda: open("/etc/passwd"), socket.socket, lambda: bytearray(4 << 30)):
    try:
        work()
        print("done")
    except (OSError, MemoryError):
        print("refused")
"""
    ran = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["refused"] * 3, ran.stderr


def test_a_new_picture_replaces_the_old_one_after_the_commit(media, django_capture_on_commit_callbacks):
    rita = a_creator("rita")
    first = set_picture(profile=rita, place="avatar", upload=io.BytesIO(drawn()))
    with django_capture_on_commit_callbacks(execute=True):
        second = set_picture(profile=rita, place="avatar", upload=io.BytesIO(drawn("JPEG")))
    assert [path.name for path in files(media)] == sorted(
        f"{Path(second).name}-{size}.webp" for size in ("small", "large")
    )
    assert first != second
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(profile=rita, place="avatar")
    assert files(media) == []
    assert CreatorProfile.objects.get().avatar == ""


def test_a_full_disk_refuses_and_leaves_no_half_picture(media, monkeypatch):
    from django.core.files.storage import FileSystemStorage

    rita = a_creator("rita")
    save = FileSystemStorage._save

    def fills_up(self, name, content):
        if "large" in name:
            raise OSError(28, "No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", fills_up)
    with pytest.raises(Unavailable):
        set_picture(profile=rita, place="banner", upload=io.BytesIO(drawn()))
    assert files(media) == []


def test_a_picture_is_served_as_what_it_is_and_nothing_else_has_an_address(client, media):
    rita = a_creator("rita")
    client.force_login(rita.user)
    upload = SimpleUploadedFile("evil.html", drawn("JPEG"), content_type="text/html")
    assert client.post(reverse("accounts:studio_picture", args=["avatar"]), {"picture": upload}).status_code == 302
    rita.refresh_from_db()
    answer = client.get(picture_url(rita.avatar, "large"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert (answer["X-Content-Type-Options"], answer["Content-Disposition"]) == ("nosniff", "inline")
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    (media / "people" / "secret.txt").write_text("secret")
    for name in ("people/secret.txt", "people/../secret.txt", "people/%2e%2e/x", f"{rita.avatar}-huge.webp"):
        assert client.get(f"/media/{name}").status_code == 404
    assert picture_url(rita.avatar) in client.get("/@rita/").content.decode()


def test_a_refused_picture_says_why_on_the_page(client):
    rita = a_creator("rita")
    client.force_login(rita.user)
    upload = SimpleUploadedFile("me.jpg", b"not at all", content_type="image/jpeg")
    answer = client.post(reverse("accounts:studio_picture", args=["avatar"]), {"picture": upload}, follow=True)
    assert "This is not a picture we can read." in answer.content.decode()


def test_uploads_are_limited(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "uploads": "1/h"}
    rita = a_creator("rita")
    client.force_login(rita.user)
    url = reverse("accounts:studio_picture", args=["banner"])
    answers = [client.post(url, {"picture": SimpleUploadedFile("a.png", drawn())}).status_code for _ in range(2)]
    assert answers == [302, 429]
