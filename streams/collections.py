"""Lines of chat in the event store."""

from __future__ import annotations

from datetime import timedelta

from roastlive.lib.eventstore import TIME, Collection, Erasure, Field, Index, Kind, Person, Span, register

CHAT = register(
    Collection(
        name="chat_messages",
        key="stream_id",
        lifetime=timedelta(days=365),
        erasure=Erasure.BLANK,
        span=Span.MONTH,
        fields=(
            Field("stream_id", Kind.UUID, required=True),
            Field("user_id", Kind.UUID, required=True, person=Person.AUTHOR),
            Field("kind", Kind.TEXT, required=True, max_length=20, stays=True),
            Field("role", Kind.TEXT, required=True, max_length=20, stays=True),
            Field("text", Kind.TEXT, required=True, max_length=500),
            Field("mentions", Kind.UUIDS, person=Person.NAMED),
            Field("reply_to", Kind.UUID),
            Field("deleted_at", Kind.TIME, changeable=True),
            Field("deleted_by", Kind.UUID, person=Person.NAMED, changeable=True),
        ),
        indexes=(Index(("user_id", TIME)),),
    )
)
