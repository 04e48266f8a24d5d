from __future__ import annotations

import pytest

from roastlive.lib.realtime import Append, Latest, Removes, RoomKind, Sum


def item(number: int) -> dict[str, str]:
    return {"id": f"{number:04}", "text": f"line {number}"}


def kind(**parts) -> RoomKind:
    return RoomKind("sample", parts=parts)


def merged(room: RoomKind, *publications) -> dict:
    pending: dict = {}
    for publication in publications:
        room.merge(pending, publication)
    return pending


def folded(room: RoomKind, state: dict, *publications) -> dict:
    for publication in publications:
        room.fold(state, publication)
    return state


def test_lists_grow_values_are_replaced_and_counts_add_up():
    room = kind(chat=Append(), meter=Latest(), react=Sum())
    assert merged(
        room,
        {"chat": [item(1)], "meter": 3, "react": {"fire": 2}},
        {"chat": [item(2), item(3)], "meter": 5, "react": {"fire": 1, "egg": 4}},
    ) == {"chat": [item(1), item(2), item(3)], "meter": 5, "react": {"fire": 3, "egg": 4}}


def test_an_older_version_does_not_replace_a_newer_one():
    room = kind(score=Latest(version="v"))
    older, newer = {"v": 1, "left": 0}, {"v": 2, "left": 7}
    assert merged(room, {"score": newer}, {"score": older}) == {"score": newer}
    assert folded(room, {"score": newer}, {"score": older}) == {"score": newer}
    assert folded(room, {"score": older}, {"score": newer}) == {"score": newer}


def test_a_message_removed_within_its_tick_is_never_sent():
    room = kind(chat=Append(), removed=Removes("chat"))
    assert merged(room, {"chat": [item(1), item(2)]}, {"removed": ["0001"]}) == {"chat": [item(2)], "removed": ["0001"]}


def test_a_message_that_comes_back_within_the_tick_is_not_taken_away():
    room = kind(chat=Append(), removed=Removes("chat"))
    assert merged(room, {"removed": ["0001", "0002"]}, {"chat": [item(1)]}) == {"removed": ["0002"], "chat": [item(1)]}


def test_a_newcomer_sees_each_item_once_in_order_and_only_the_last():
    room = kind(chat=Append(shown=3))
    state = {"chat": [item(1), item(3)]}
    assert folded(room, state, {"chat": [item(3), item(2)]}, {"chat": [item(4)]}) == {
        "chat": [item(2), item(3), item(4)]
    }


def test_a_newcomer_does_not_see_what_was_removed_since():
    room = kind(chat=Append(shown=3), removed=Removes("chat"))
    assert folded(room, {"chat": [item(1), item(2)]}, {"removed": ["0001"]}) == {"chat": [item(2)]}


def test_a_newcomer_sees_no_reactions_and_no_gifts_of_the_past():
    room = kind(gifts=Append(), react=Sum())
    assert folded(room, {"title": "x"}, {"gifts": [item(1)], "react": {"fire": 3}}) == {"title": "x"}


def test_a_list_that_grows_too_long_says_that_it_lost_something():
    room = kind(chat=Append(most=3))
    pending: dict = {}
    assert room.merge(pending, {"chat": [item(1), item(2), item(3)]})
    assert not room.merge(pending, {"chat": [item(4)]})
    assert pending == {"chat": [item(2), item(3), item(4)]}


def test_a_part_that_only_newer_code_knows_is_left_out():
    assert merged(kind(meter=Latest()), {"meter": 1, "hologram": 2}) == {"meter": 1}


def test_apps_above_add_parts_of_their_own():
    room = kind(meter=Latest())
    room.contribute(parts={"goals": Latest()})
    assert merged(room, {"goals": 3}) == {"goals": 3}


@pytest.mark.parametrize("name", ["meter", "t", "seq", "room", "id"])
def test_a_part_cannot_take_a_name_that_is_taken(name):
    room = kind(meter=Latest())
    with pytest.raises(ValueError, match=name):
        room.contribute(parts={name: Latest()})


def test_only_a_list_can_be_removed_from():
    with pytest.raises(ValueError, match="meter"):
        kind(meter=Latest(), removed=Removes("meter"))


def test_what_is_kept_is_shown():
    with pytest.raises(ValueError, match="shown"):
        Append(kept=True)


def test_removals_are_kept_with_what_they_remove_from():
    room = kind(chat=Append(shown=5, kept=True), removed=Removes("chat"), gifts=Append(shown=5), meter=Latest())
    everything = {"chat": [item(1)], "removed": ["0000"], "gifts": [], "meter": 1}
    assert room.kept(everything) == {"chat": [item(1)], "removed": ["0000"]}
    forgetful = kind(chat=Append(), removed=Removes("chat"))
    assert forgetful.kept({"removed": ["0000"]}) == {}
