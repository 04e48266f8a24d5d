"""What the tests of pages look for in HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.conf import settings

from roastlive.styleguide import file_of

TORN_TAG = re.compile(r"<\s*/?\s*\w+|=\"")


class Page(HTMLParser):
    """The elements of a page, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        # Text that should have been an element.
        self.torn: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in {"script", "style"} and data.strip():
            self.inline.append(data)
        elif TORN_TAG.search(data):
            self.torn.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        (found,) = self.all(tag)
        return found

    def undrawn(self) -> list[str]:
        """Signs that the page shows and no sprite contains."""
        missing = []
        for use in self.all("use"):
            path, _, name = (use["href"] or "").partition("#")
            if f'id="{name}"' not in file_of(path.removeprefix(settings.STATIC_URL)):
                missing.append(name)
        return missing

    def inline_code(self) -> list[str]:
        """Everything that a strict Content-Security-Policy would refuse."""
        handlers = [
            f"{tag} {name}"
            for tag, attrs in self.elements
            for name in attrs
            if name == "style" or name.startswith("on")
        ]
        links = [
            f"{tag} {attrs['href']}"
            for tag, attrs in self.elements
            if (attrs.get("href") or "").startswith("javascript:")
        ]
        return self.inline + handlers + links
