"""What clients may say: frozen dataclasses, read strictly.

    @dataclass(frozen=True)
    class Say(Message):
        t: ClassVar[str] = "say"
        text: Annotated[str, Text(500)]

A field is a bounded text, a bounded whole number, a truth value, an id, or one of these or nothing. Whatever has no bound
does not become a message: it fails when the consumer's class is made.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, cast
from uuid import UUID

from django.utils.translation import gettext as _

from roastlive.lib.errors import Invalid

# What every message may carry beside its own fields.
ENVELOPE = frozenset({"t", "id"})
LONGEST_REFERENCE = 64
LARGEST_REFERENCE = 1 << 53
SURROGATE = re.compile("[\ud800-\udfff]")

Reader = Callable[[Any], Any]
Readers = dict[str, tuple[Reader, bool]]


class Refused(Exception):
    """A field's value cannot be accepted; the text says why, in the words of the person who sent it."""


@dataclasses.dataclass(frozen=True)
class Text:
    """A text of `least` to `most` characters that PostgreSQL and JSON can hold."""

    most: int
    least: int = 1

    def __call__(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(_("This must be text."))
        if not self.least <= len(value) <= self.most:
            raise Refused(
                _("This must have %(least)d to %(most)d characters.") % {"least": self.least, "most": self.most}
            )
        if not storable(value):
            raise Refused(_("This has characters that cannot be written down."))
        return value


@dataclasses.dataclass(frozen=True)
class Whole:
    """A whole number; 2.0 and true are none."""

    least: int
    most: int

    def __call__(self, value: Any) -> int:
        if type(value) is not int:
            raise Refused(_("This must be a whole number."))
        if not self.least <= value <= self.most:
            raise Refused(_("This must be from %(least)d to %(most)d.") % {"least": self.least, "most": self.most})
        return value


@dataclasses.dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)

    def __call__(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise Refused(_("This must be one of: %(words)s.") % {"words": ", ".join(self.words)})
        return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(_("This must be true or false."))
    return value


def identifier(value: Any) -> UUID:
    """A UUID in its usual form only: Python's own reading also takes braces, URNs and no dashes."""
    try:
        found = UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise Refused(_("This must be an id.")) from None
    if str(found) != value:
        raise Refused(_("This must be an id."))
    return found


_readers: dict[type, Readers] = {}


class Message:
    """A kind of message a client may send. `t` is its name on the wire."""

    t: ClassVar[str]

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        """The message in a client's JSON object; raises Invalid with every field that is wrong."""
        readers = readers_of(cls)
        wrong: dict[str, list[str]] = {}
        found: dict[str, Any] = {}
        for name in value.keys() - readers.keys() - ENVELOPE:
            wrong[name if storable(name) else "?"] = [_("Nobody asked for this.")]
        for name, (reader, required) in readers.items():
            if name not in value:
                if required:
                    wrong[name] = [_("This is missing.")]
                continue
            try:
                found[name] = reader(value[name])
            except Refused as error:
                wrong[name] = [str(error)]
        if wrong:
            raise Invalid(errors=wrong)
        return cls(**found)


def reference_of(value: Mapping[str, Any]) -> str | int | None:
    """The client's own name for a message, which the answer repeats; raises Invalid if it is nothing we would repeat."""
    reference = value.get("id")
    if reference is None or (type(reference) is int and abs(reference) <= LARGEST_REFERENCE):
        return reference
    if isinstance(reference, str) and len(reference) <= LONGEST_REFERENCE and storable(reference):
        return reference
    raise Invalid(errors={"id": [_("This must be a number or a short text.")]})


def storable(text: str) -> bool:
    """Neither NUL, which PostgreSQL refuses, nor half a surrogate pair, which no encoding has bytes for."""
    return "\0" not in text and (text.isascii() or not SURROGATE.search(text))


def readers_of(message: type[Message]) -> Readers:
    """How each field is read, and whether it must be there. Raises TypeError for a message that is not one."""
    known = _readers.get(message)
    if known is None:
        known = _readers[message] = _read_declaration(message)
    return known


def _read_declaration(message: type[Message]) -> Readers:
    parameters = getattr(message, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        raise TypeError(f"{message.__qualname__} must be a frozen dataclass.")
    if not isinstance(getattr(message, "t", None), str):
        raise TypeError(f"{message.__qualname__} must say by `t` what it is called on the wire.")
    hints = typing.get_type_hints(message, include_extras=True)
    readers = {}
    for field in dataclasses.fields(cast("Any", message)):
        if field.name in ENVELOPE:
            raise TypeError(f"{message.__qualname__}.{field.name}: this name belongs to the envelope.")
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        readers[field.name] = (_reader(hints[field.name], f"{message.__qualname__}.{field.name}"), required)
    return readers


def _reader(hint: Any, where: str) -> Reader:
    if hint is bool:
        return truth
    if hint is UUID:
        return identifier
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        for bound in arguments[1:]:
            if isinstance(bound, Text | Whole | OneOf):
                return bound
    if origin in {typing.Union, types.UnionType} and len(arguments) == 2 and types.NoneType in arguments:
        inner = _reader(next(a for a in arguments if a is not types.NoneType), where)
        return lambda value: None if value is None else inner(value)
    raise TypeError(f"{where}: {hint!r} has no bound; annotate it with Text, Whole or OneOf.")
