"""What every store promises, asked of each backend, inside an event loop and outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from roastlive.lib.eventstore import Event, EventInvalid
from roastlive.lib.eventstore.tests.collections import VISITS, WORDS, YEAR
from roastlive.lib.eventstore.tests.factories import ADA, BOB, MO, OTHER_ROOM, ROOM, texts, visit, word, words
from roastlive.lib.ids import first_id_at, uuid7


def test_an_event_comes_back_as_it_was(face: Any) -> None:
    said = word(
        "héllo 👋 \u202eolleh",
        mentions=[BOB, MO],
        loudness=-(2**62),
        whispered=False,
        removed_at=datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC),
        body={"emotes": ["🔥", {"n": 1.5, "deep": [None, True, 0, -7]}], "empty": {}, "none": None},
    )

    face.append_many(WORDS, [said])

    [kept] = face.page(WORDS, ROOM).events
    assert kept.id == said.id
    assert kept.time == said.time
    assert kept.body == said.body
    assert kept.values == {
        **said.values,
        "mentions": (BOB, MO),
        "removed_at": datetime(2024, 2, 29, 23, 59, 59, 123000, tzinfo=UTC),
        "removed_by": None,
    }


def test_a_page_shows_the_newest_first_and_only_its_own_key(face: Any) -> None:
    face.append_many(WORDS, [*words(3), word("elsewhere", room_id=OTHER_ROOM)])

    assert texts(face.page(WORDS, ROOM).events) == ["word 2", "word 1", "word 0"]


def test_appending_the_same_event_again_keeps_it_once_and_as_it_was_first(face: Any) -> None:
    first = word("first")
    again = Event({**first.values, "text": "changed"}, id=first.id)

    assert face.append_many(WORDS, [first]) == 1
    assert face.append_many(WORDS, [again, word("new")]) == 1
    assert texts(face.page(WORDS, ROOM).events) == ["new", "first"]


def test_an_event_that_is_twice_in_one_batch_is_kept_once(face: Any) -> None:
    said = word()

    assert face.append_many(WORDS, [said, word("between"), said]) == 2
    assert face.count(WORDS, ROOM) == 2


def test_appending_nothing_does_nothing(face: Any) -> None:
    assert face.append_many(WORDS, []) == 0


def test_pages_follow_each_other_without_gap_or_overlap(face: Any) -> None:
    face.append_many(WORDS, words(6))

    first = face.page(WORDS, ROOM, limit=4)
    second = face.page(WORDS, ROOM, limit=4, before=first.older)

    assert texts(first.events) == ["word 5", "word 4", "word 3", "word 2"]
    assert texts(second.events) == ["word 1", "word 0"]
    assert second.older is None


def test_a_page_that_is_just_full_knows_that_it_is_the_last(face: Any) -> None:
    face.append_many(WORDS, words(3))

    assert face.page(WORDS, ROOM, limit=3).older is None


def test_paging_while_others_append_neither_skips_nor_repeats(face: Any) -> None:
    start = timezone.now() - timedelta(minutes=10)
    there = [word(f"there {n}", at=start + timedelta(seconds=n)) for n in range(9)]
    face.append_many(WORDS, there)

    seen, cursor = [], None
    for turn in range(3):
        page = face.page(WORDS, ROOM, limit=3, before=cursor)
        seen += texts(page.events)
        cursor = page.older
        # Between two pages something new is said, and something old arrives that was said before all of these.
        late = word(f"late {turn}", at=start - timedelta(seconds=turn + 1))
        face.append_many(WORDS, [word(f"new {turn}"), late])

    assert seen == [f"there {n}" for n in reversed(range(9))]


def test_a_late_event_takes_its_place_by_the_time_it_happened(face: Any) -> None:
    now = timezone.now()
    face.append_many(WORDS, [word("now", at=now), word("an hour ago", at=now - timedelta(hours=1))])

    late = word("half an hour ago", at=now - timedelta(minutes=30))
    long_ago = word("eleven months ago", at=now - timedelta(days=330))
    face.append_many(WORDS, [late, long_ago])

    assert texts(face.page(WORDS, ROOM).events) == ["now", "half an hour ago", "an hour ago", "eleven months ago"]


def test_an_event_of_a_clock_that_is_years_ahead_is_kept(face: Any) -> None:
    early = word("early", at=timezone.now() + timedelta(days=4000))

    face.append_many(WORDS, [early])

    assert face.get(WORDS, early.id)["text"] == "early"


def test_a_page_can_be_narrowed_by_any_field(face: Any) -> None:
    face.append_many(
        WORDS,
        [
            word("plain"),
            word("by Bob", speaker_id=BOB),
            word("by a moderator", role="moderator", whispered=True),
            word("to Bob", mentions=[MO, BOB]),
            word("removed", removed_at=timezone.now()),
        ],
    )

    def found(**where: Any) -> list[str]:
        return texts(face.page(WORDS, ROOM, where=where).events)

    assert found(speaker_id=BOB) == ["by Bob"]
    assert found(role="moderator", whispered=True) == ["by a moderator"]
    assert found(mentions=BOB) == ["to Bob"]
    assert found(removed_at=None) == ["to Bob", "by a moderator", "by Bob", "plain"]
    assert found(role="nobody's") == []


def test_a_page_can_be_read_without_a_key(face: Any) -> None:
    face.append_many(WORDS, [word("here"), word("there", room_id=OTHER_ROOM)])

    assert texts(face.page(WORDS, where={"speaker_id": ADA}).events) == ["there", "here"]


def test_counting_knows_key_time_and_fields(face: Any) -> None:
    now = timezone.now()
    old = [word("old", at=now - timedelta(hours=2)), word("older", at=now - timedelta(hours=3), role="moderator")]
    face.append_many(WORDS, [*words(3), *old, word("elsewhere", room_id=OTHER_ROOM)])

    assert face.count(WORDS) == 6
    assert face.count(WORDS, ROOM) == 5
    assert face.count(WORDS, ROOM, since=now - timedelta(hours=1)) == 3
    assert face.count(WORDS, ROOM, since=now - timedelta(hours=2, minutes=30)) == 4
    assert face.count(WORDS, ROOM, where={"role": "moderator"}) == 1


def test_the_bound_of_a_time_belongs_to_it(face: Any) -> None:
    moment = timezone.now().replace(microsecond=123000)
    on_time = Event(word("on time").values, id=first_id_at(moment))
    face.append_many(WORDS, [on_time, word("too early", at=moment - timedelta(milliseconds=1))])

    assert texts(face.page(WORDS, ROOM, since=moment).events) == ["on time"]


def test_one_event_can_be_fetched(face: Any) -> None:
    said = word("this one")
    face.append_many(WORDS, [said, word()])

    assert face.get(WORDS, said.id)["text"] == "this one"
    assert face.get(WORDS, uuid7()) is None
    assert face.get(WORDS, uuid4()) is None


def test_an_event_can_be_marked(face: Any) -> None:
    said, other = word("rude"), word("polite")
    face.append_many(WORDS, [said, other])
    moment = timezone.now()

    assert face.mark(WORDS, said.id, {"removed_at": moment, "removed_by": MO}) is True

    marked = face.get(WORDS, said.id)
    assert marked["removed_by"] == MO
    assert marked["removed_at"] == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert marked["text"] == "rude"
    assert face.get(WORDS, other.id)["removed_at"] is None


def test_a_mark_can_be_taken_back(face: Any) -> None:
    said = word(removed_at=timezone.now())
    face.append_many(WORDS, [said])

    face.mark(WORDS, said.id, {"removed_at": None})

    assert texts(face.page(WORDS, ROOM, where={"removed_at": None}).events) == ["hello"]


def test_marking_what_is_not_there_says_so(face: Any) -> None:
    assert face.mark(WORDS, uuid7(), {"removed_at": timezone.now()}) is False


@pytest.mark.parametrize("changes", [{"text": "I never said that"}, {"unknown": 1}, {"removed_at": "now"}, {}])
def test_only_what_is_declared_as_changeable_changes(face: Any, changes: dict[str, Any]) -> None:
    said = word("I said it")
    face.append_many(WORDS, [said])

    with pytest.raises(EventInvalid):
        face.mark(WORDS, said.id, changes)
    assert face.get(WORDS, said.id)["text"] == "I said it"


def test_where_fields_are_unique_the_first_of_a_span_is_kept(face: Any) -> None:
    noon = timezone.now().replace(hour=12)
    first, again = visit("/", at=noon), visit("/", at=noon + timedelta(hours=1))
    others = [visit("/", at=noon - timedelta(days=1)), visit("/about", at=noon), visit("/", at=noon, visitor_id=BOB)]

    face.append_many(VISITS, [first, *others])

    assert face.append_many(VISITS, [again]) == 0
    assert face.count(VISITS) == 4
    assert face.get(VISITS, again.id) is None


def test_the_first_of_a_span_is_kept_where_no_partition_is(face: Any) -> None:
    noon = (timezone.now() + timedelta(days=100)).replace(hour=12)

    face.append_many(VISITS, [visit("/", at=noon), visit("/", at=noon + timedelta(days=1))])

    assert face.append_many(VISITS, [visit("/", at=noon + timedelta(hours=1))]) == 0
    assert face.count(VISITS) == 2


def test_what_outlived_its_lifetime_is_not_found_even_before_it_is_removed(face: Any) -> None:
    expired = word("a year and a day ago", at=timezone.now() - YEAR - timedelta(days=1))
    face.append_many(WORDS, [expired, word("now")])

    assert texts(face.page(WORDS, ROOM).events) == ["now"]
    assert face.count(WORDS, ROOM, since=datetime(2000, 1, 1, tzinfo=UTC)) == 1
    assert face.get(WORDS, expired.id) is None
    assert face.mark(WORDS, expired.id, {"removed_at": timezone.now()}) is False


def nested(depth: int) -> dict[str, Any]:
    return {"in": nested(depth - 1)} if depth else {}


def long_list(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


REFUSED: dict[str, Event] = {
    "NUL": word("a\0b"),
    "half a character": word("a\ud800b"),
    "too long": word("x" * 501),
    "a field nobody declared": word(mood="good"),
    "nothing where something must be": word(room_id=None),
    "a text for a UUID": word(room_id=str(ROOM)),
    "a number for a text": word(text=7),
    "a truth for a number": word(loudness=True),
    "a fraction for a number": word(loudness=1.0),
    "a number of 65 bits": word(loudness=2**64),
    "a time without zone": word(removed_at=datetime(2024, 1, 1)),  # noqa: DTZ001 - that is what is refused
    "a list of anything": word(mentions=["Bob"]),
    "a list that is too long": word(mentions=[UUID(int=n) for n in range(11)]),
    "an id that knows no time": Event(word().values, id=uuid4()),
    "an id beyond all calendars": Event(word().values, id=UUID(int=uuid7().int | 0xFFFFFFFFFFFF << 80)),
    "NUL in the body": word(body={"a": ["\0"]}),
    "half a character in the body": word(body={"a": {"b": "\udfff"}}),
    "NUL in a key": word(body={"a\0": 1}),
    "a key with a dollar": word(body={"$set": 1}),
    "a key with a dot": word(body={"a.b": 1}),
    "an empty key": word(body={"": 1}),
    "a key that is no text": word(body={1: 1}),
    "no number": word(body={"a": float("nan")}),
    "infinity": word(body={"a": float("inf")}),
    "a fraction out of bounds": word(body={"a": 1e300}),
    "a whole number of 65 bits": word(body={"a": 2**64}),
    "a body too deep": word(body=nested(9)),
    "a body too deep for any stack": word(body={"a": long_list(200_000)}),
    "a body too large": word(body={"a": "x" * 8200}),
    "a body that is a list": word(body=["a"]),
    "an object in the body": word(body={"a": uuid4()}),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_no_store_can_keep_is_refused_with_all_that_came_with_it(face: Any, reason: str) -> None:
    with pytest.raises(EventInvalid):
        face.append_many(WORDS, [word("fine"), REFUSED[reason]])

    assert face.count(WORDS) == 0


def test_what_is_just_within_bounds_is_kept(face: Any) -> None:
    biggest = 2**63 - 1
    body = {"k" * 64: "x" * 7000, "number": biggest, "fraction": 2.0**53 - 1, "deep": nested(6)}
    face.append_many(WORDS, [word("x" * 500, loudness=-biggest, body=body)])

    [kept] = face.page(WORDS, ROOM).events
    assert (kept["loudness"], kept.body) == (-biggest, body)


def test_more_than_a_thousand_at_once_are_refused(face: Any) -> None:
    with pytest.raises(EventInvalid):
        face.append_many(WORDS, words(1001))

    assert face.append_many(WORDS, words(1000)) == 1000


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_page_has_bounds(face: Any, limit: int) -> None:
    with pytest.raises(EventInvalid):
        face.page(WORDS, ROOM, limit=limit)


@pytest.mark.parametrize("where", [{"role": "\0"}, {"role": 1}, {"nothing": 1}, {"role": {"$ne": ""}}])
def test_nothing_but_values_of_declared_fields_is_compared(face: Any, where: dict[str, Any]) -> None:
    with pytest.raises(EventInvalid):
        face.page(WORDS, ROOM, where=where)
