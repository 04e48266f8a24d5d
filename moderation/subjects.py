"""What can be reported and judged. Each app says it of its own, and moderation acts on it without knowing one.

    register_subject(                                       # in apps.ready or at import of `subjects.py` of the app
        kind="message", label=_("message"), icon="chat",
        find=find_message,           # (id, visitor) -> the thing, or None where this visitor may not see it
        owner=lambda message: message.author_id,
        describe=describe_message,   # (thing) -> Description: what a moderator reads
        hide=hide_message, restore=show_message, stop=None,
    )

`find` is asked with the person who reports, or with None by the house, which sees everything. `hide`, `restore` and `stop` are
called in the transaction of the decision as `hide(thing, by=moderator, reason="…")`. What `hide` returns is kept, and given to
`restore(thing, by=…, reason=…, kept=…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from roastlive.lib.errors import NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User

Kept = Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line around the subject. `at` is an ISO time, or "" where a thing has none."""

    who: str
    words: str
    at: str = ""
    is_it: bool = False


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a moderator reads of a subject. `pictures` are names in the store of files that are never written twice.

    `facts` are named by message ids (`gettext_noop`): evidence is kept in no language, and read in the moderator's.
    """

    title: str
    words: str = ""
    link: str = ""
    pictures: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    kind: str
    label: StrOrPromise
    find: Callable[[UUID, User | None], Any | None]
    describe: Callable[[Any], Description]
    owner: Callable[[Any], UUID | None]
    icon: str = "flag"
    # In whose channel it happened (a CreatorProfile's id): sanctions may then be for that channel alone.
    channel: Callable[[Any], UUID | None] = field(default=lambda _thing: None)
    hide: Callable[..., Kept] | None = None
    restore: Callable[..., object] | None = None
    stop: Callable[..., object] | None = None


_kinds: dict[str, SubjectKind] = {}


def register_subject(
    *,
    kind: str,
    label: StrOrPromise,
    find: Callable[[UUID, User | None], Any | None],
    describe: Callable[[Any], Description],
    owner: Callable[[Any], UUID | None],
    icon: str = "flag",
    channel: Callable[[Any], UUID | None] | None = None,
    hide: Callable[..., Kept] | None = None,
    restore: Callable[..., object] | None = None,
    stop: Callable[..., object] | None = None,
) -> None:
    """Registering the same kind again replaces what was said before. What can be hidden can be restored."""
    if (hide is None) != (restore is None):
        raise ValueError(f"{kind} is hidden and restored, or neither.")
    more = {"channel": channel} if channel else {}
    _kinds[kind] = SubjectKind(
        kind=kind,
        label=label,
        find=find,
        describe=describe,
        owner=owner,
        icon=icon,
        hide=hide,
        restore=restore,
        stop=stop,
        **more,
    )


def unregister_subject(kind: str) -> None:
    """For subjects that live as long as a test."""
    _kinds.pop(kind, None)


def subject_kind(kind: str) -> SubjectKind:
    """Raises NotFound for a kind that nobody registered: it comes from an address that somebody typed."""
    if kind not in _kinds:
        raise NotFound
    return _kinds[kind]


def subject_kinds() -> list[SubjectKind]:
    return sorted(_kinds.values(), key=lambda known: known.kind)


def label_of(kind: str) -> StrOrPromise:
    """A case outlives the app that registered its kind; then the name of the kind will do."""
    return _kinds[kind].label if kind in _kinds else kind


def icon_of(kind: str) -> str:
    return _kinds[kind].icon if kind in _kinds else "flag"
