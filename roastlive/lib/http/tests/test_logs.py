import json
import logging
import sys

import pytest
import structlog

from roastlive.settings.logs import REDACTED, line_formatter, structured_logging


def written(form="json", **fields):
    """One line of ours, through the whole pipeline."""
    logger = logging.getLogger("written")
    record = logger.makeRecord("written", logging.INFO, __file__, 1, {"event": "told", **fields}, (), None)
    record._logger, record._name = logger, "info"
    return line_formatter(form).format(record)


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password2",
        "Authorization",
        "HTTP_COOKIE",
        "set-cookie",
        "access_token",
        "X-API-Key",
        "stream_key",
        "client_secret",
        "FIELD_KEYS",
        "sessionid",
        "csrfmiddlewaretoken",
        "otp",
    ],
)
def test_a_field_with_the_name_of_a_secret_is_blacked_out(name):
    line = written(**{name: "open sesame", "depth": {"list": [{name: "open sesame"}]}})
    assert "sesame" not in line
    assert json.loads(line)[name] == REDACTED


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no route to postgres://roastlive:sesame@db.internal/roastlive", "db.internal/roastlive"),
        ("refused: Authorization: Bearer sesame.abc.def", "refused"),
        ("GET /ingest?key=sesame&quality=720", "quality=720"),
        ("PUT https://hooks.example/?token=sesame", "hooks.example"),
    ],
)
def test_a_secret_within_a_text_is_blacked_out_and_the_rest_stays(text, rest):
    line = written(error=text, inner=[text])
    assert "sesame" not in line
    assert rest in line


@pytest.mark.parametrize("fields", [{"tokens": 50}, {"monkey": "Kofi"}, {"keyboard": "qwerty"}, {"author": "Dora"}])
def test_what_only_sounds_like_a_secret_stays(fields):
    assert json.loads(written(**fields)).items() >= fields.items()


def test_an_address_with_a_port_is_no_secret():
    assert "127.0.0.1:8001" in written(address="http://127.0.0.1:8001 (Press CTRL+C to quit) a@b")


def test_a_line_is_one_line_whatever_is_in_it():
    line = written(text="first\nsecond\r\nthird", odd=object(), bad="\ud800", deep=[[[[[[[["bottom"]]]]]]]])
    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == "first\nsecond\r\nthird"


def test_a_librarys_exception_is_one_field_without_its_secrets():
    try:
        raise ConnectionError("redis://:sesame@cache.internal:6379 is away")
    except ConnectionError:
        record = logging.getLogger("library").makeRecord(
            "library", logging.ERROR, __file__, 1, "failed %s", ("twice",), sys.exc_info()
        )
    line = line_formatter("json").format(record)
    told = json.loads(line)
    assert len(line.splitlines()) == 1
    assert (told["event"], told["level"], told["logger"]) == ("failed twice", "error", "library")
    assert told["exception"].startswith("Traceback (most recent call last):")
    assert "sesame" not in line


def test_people_get_words_and_not_json():
    line = written("readable", password="open sesame", tokens=50)
    assert "told" in line
    assert "50" in line
    assert "sesame" not in line
    with pytest.raises(json.JSONDecodeError):
        json.loads(line)


def test_servers_and_workers_write_into_the_same_log():
    loggers = structured_logging(level="INFO", form="json")["loggers"]
    for name in ("_granian", "uvicorn", "uvicorn.error", "daphne"):
        assert loggers[name]["propagate"] is True
        assert loggers[name]["handlers"] == []


def test_a_structlog_line_carries_what_is_bound(lines):
    with structlog.contextvars.bound_contextvars(request_id="proxy-1234"):
        structlog.get_logger("ours").info("counted %s", 3, seats=4)
    (line,) = lines.of("counted 3")
    assert (line["request_id"], line["seats"], line["logger"]) == ("proxy-1234", 4, "ours")
    assert line["timestamp"].endswith("Z")
