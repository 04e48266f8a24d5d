"""How a floor tells the floors above what happened, without knowing them.

    class StreamStarted(Event):                    # events.py; becomes a frozen dataclass
        stream_id: UUID

    announce(StreamStarted(stream_id=stream.id))   # in the service, within its transaction

    @receives(StreamStarted)                       # receivers.py of an app above
    def tell_followers(event: StreamStarted) -> None: ...

Receivers run after the commit, in the process that committed; one that fails is logged and the others still run. An event
that says `durable = True` becomes an outbox message for each receiver, in the same transaction: it survives a crash and is
tried again, each receiver by itself. Either way a receiver may see an event twice, and must not mind.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar, TypeVar, dataclass_transform
from uuid import UUID

import structlog
from django.db import transaction

from roastlive.lib import outbox

logger = structlog.get_logger(__name__)

TOPIC = "event"
# What may be a field: names of things and plain facts, never the things themselves, which may have changed since.
PLAIN = (UUID, int, str, bool, datetime, date)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """A fact in the past tense, made of ids and plain values."""

    durable: ClassVar[bool] = False
    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = f"{cls.__module__.partition('.')[0]}.{cls.__qualname__}"
        dataclass(frozen=True, kw_only=True)(cls)


Kind = TypeVar("Kind", bound=Event)
Receiver = Callable[[Kind], object]

_receivers: dict[type[Event], list[Receiver[Any]]] = {}
_field_types: dict[type[Event], dict[str, type]] = {}


def receives(kind: type[Kind]) -> Callable[[Receiver[Kind]], Receiver[Kind]]:
    """Register a receiver. Registering it again changes nothing."""
    field_types(kind)

    def register(receiver: Receiver[Kind]) -> Receiver[Kind]:
        known = _receivers.setdefault(kind, [])
        if receiver not in known:
            known.append(receiver)
        return receiver

    return register


def announce(event: Event) -> None:
    """Hand the event to its receivers once the transaction has committed; a durable one must be in a transaction."""
    check_values(event)
    if not event.durable:
        transaction.on_commit(partial(_hand_over, event))
        return
    for receiver in _receivers.get(type(event), []):
        payload = {"event": event.name, "receiver": _name(receiver), "fields": _plain(event)}
        outbox.enqueue(topic=TOPIC, payload=payload)


def _hand_over(event: Event) -> None:
    for receiver in _receivers.get(type(event), []):
        try:
            receiver(event)
        except Exception:
            logger.exception("receiver_failed", announced=event.name, receiver=_name(receiver))


@outbox.handles(TOPIC)
def deliver_durable(message: outbox.Message) -> None:
    for kind, receivers in _receivers.items():
        if kind.name != message.payload["event"]:
            continue
        for receiver in receivers:
            if _name(receiver) == message.payload["receiver"]:
                receiver(_revive(kind, message.payload["fields"]))
                return
    raise LookupError(f"{message.payload['receiver']} no longer receives {message.payload['event']}.")


def field_types(kind: type[Event]) -> dict[str, type]:
    """The plain type of each field; a kind with anything else is refused here, long before it is announced."""
    if kind not in _field_types:
        hints = typing.get_type_hints(kind)
        _field_types[kind] = {
            field.name: _plain_type(hints[field.name], f"{kind.name}.{field.name}")
            for field in fields(kind)  # type: ignore[arg-type]
        }
    return _field_types[kind]


def check_values(event: Event) -> None:
    """A dataclass believes any value; an event does not."""
    for name, wanted in field_types(type(event)).items():
        value = getattr(event, name)
        # An optional field says so in its hint; None elsewhere is caught by the type checker.
        if value is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool)):
            raise TypeError(f"{event.name}.{name} must be {wanted.__name__}, not {type(value).__name__}.")


def _plain_type(hint: Any, name: str) -> type:
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        hint = inner[0] if len(inner) == 1 else hint
    if isinstance(hint, type) and issubclass(hint, PLAIN):
        return hint
    raise TypeError(f"{name} must be an id or a plain value, not {hint}.")


def _name(receiver: Receiver[Any]) -> str:
    return f"{receiver.__module__}.{receiver.__qualname__}"


def _plain(event: Event) -> dict[str, Any]:
    plain = {}
    for name in field_types(type(event)):
        value = getattr(event, name)
        plain[name] = str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else value
    return plain


def _revive(kind: type[Kind], plain: dict[str, Any]) -> Kind:
    revived = {}
    for name, wanted in field_types(kind).items():
        value = plain.get(name)
        if value is None or isinstance(value, wanted):
            revived[name] = value
        elif issubclass(wanted, date):
            revived[name] = wanted.fromisoformat(value)
        else:
            revived[name] = wanted(value)  # type: ignore[call-arg]
    return kind(**revived)
