"""Collections of the tests' own: words are said in rooms and keep their place, visits are counted and go."""

from __future__ import annotations

from datetime import timedelta

from roastlive.lib.eventstore import TIME, Collection, Erasure, Field, Index, Kind, Person, Span

YEAR, WEEK = timedelta(days=365), timedelta(days=7)

WORDS = Collection(
    name="test_words",
    key="room_id",
    lifetime=YEAR,
    erasure=Erasure.BLANK,
    fields=(
        Field("room_id", Kind.UUID, required=True),
        Field("speaker_id", Kind.UUID, required=True, person=Person.AUTHOR),
        Field("speaker_name", Kind.TEXT, max_length=30),
        Field("role", Kind.TEXT, stays=True),
        Field("text", Kind.TEXT, required=True, max_length=500),
        Field("mentions", Kind.UUIDS, person=Person.NAMED, max_length=10),
        Field("loudness", Kind.INTEGER),
        Field("whispered", Kind.BOOLEAN),
        Field("removed_at", Kind.TIME, changeable=True),
        Field("removed_by", Kind.UUID, person=Person.NAMED, changeable=True),
    ),
    indexes=(Index(("speaker_id", TIME)), Index(("role",))),
)

VISITS = Collection(
    name="test_visits",
    key="visitor_id",
    lifetime=WEEK,
    span=Span.DAY,
    fields=(
        Field("visitor_id", Kind.UUID, required=True, person=Person.AUTHOR),
        Field("page", Kind.TEXT, required=True),
    ),
    indexes=(Index(("visitor_id", "page"), unique=True), Index(("page", TIME))),
)

EVERY_COLLECTION = (WORDS, VISITS)
