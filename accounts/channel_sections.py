"""What stands on a channel's page. Apps above register their sections: what is live, what comes, what was.

    register_section(name="recordings", title=_("Recordings"), template="streams/_channel_recordings.html",
                     read=recordings_for_channel, order=30)

`read(profile, visitor)` returns what the template needs as a dict, or None where there is nothing to show: then there is
no heading either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import CreatorProfile

Read = Callable[["CreatorProfile", Any], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    title: StrOrPromise
    template: str
    read: Read
    order: int


@dataclass(frozen=True, kw_only=True)
class FilledSection:
    """A section and what it has to say to one visitor. A template reads the latter as `section.content`."""

    name: str
    title: StrOrPromise
    template: str
    content: Mapping[str, Any]


_sections: dict[str, Section] = {}


def register_section(*, name: str, title: StrOrPromise, template: str, read: Read, order: int) -> None:
    """Registering the same name again replaces what was said before."""
    _sections[name] = Section(name=name, title=title, template=template, read=read, order=order)


def unregister_section(name: str) -> None:
    """For sections that live as long as a test."""
    _sections.pop(name, None)


def sections_of(profile: CreatorProfile, visitor: Any) -> list[FilledSection]:
    filled = []
    for section in sorted(_sections.values(), key=lambda section: section.order):
        content = section.read(profile, visitor)
        if content is not None:
            filled.append(
                FilledSection(name=section.name, title=section.title, template=section.template, content=content)
            )
    return filled
