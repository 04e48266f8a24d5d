import io
import json
import logging

import pytest

from roastlive.settings.logs import line_formatter


class Lines:
    """What was written to the log, as a machine reads it."""

    def __init__(self, stream):
        self._stream = stream

    def __iter__(self):
        return (json.loads(line) for line in self._stream.getvalue().splitlines())

    @property
    def raw(self):
        return self._stream.getvalue()

    def of(self, event):
        return [line for line in self if line["event"] == event]

    @property
    def request(self):
        (line,) = self.of("request")
        return line


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(line_formatter("json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Lines(stream)
    root.removeHandler(handler)
    root.setLevel(level)
