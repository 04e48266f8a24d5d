from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

import pytest

from roastlive.lib.errors import Invalid
from roastlive.lib.realtime import Message, OneOf, Text, Whole
from roastlive.lib.realtime.messages import readers_of, reference_of

KEY = "0192f6a0-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class Gift(Message):
    t: ClassVar[str] = "gift"
    key: UUID
    amount: Annotated[int, Whole(1, 1000)]
    kind: Annotated[str, OneOf("rose", "tomato")] = "rose"
    note: Annotated[str, Text(5, least=0)] | None = None
    public: bool = True


GOOD = {"t": "gift", "id": 7, "key": KEY, "amount": 3}


def test_a_message_is_read_with_its_types():
    gift = Gift.parse({**GOOD, "note": "hü😀", "public": False})
    assert gift == Gift(key=UUID(KEY), amount=3, note="hü😀", public=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("amount", bad) for bad in (0, -1, 1001, 10**30, 2.0, 1.5, True, "3", "１", None, [3], {})],
        *[
            ("key", bad)
            for bad in ("", "x", KEY.upper(), "{" + KEY + "}", "urn:uuid:" + KEY, KEY.replace("-", ""), 3, None, [])
        ],
        *[("kind", bad) for bad in ("Rose", "", "roses", 1, None, ["rose"])],
        *[("note", bad) for bad in ("longer", "nul\0", "\ud800", "\udfffx", 1, True, ["x"])],
        *[("public", bad) for bad in (0, 1, "true", None)],
        ("sender", "somebody else"),
    ],
)
def test_a_field_that_is_wrong_is_named(field, value):
    with pytest.raises(Invalid) as refused:
        Gift.parse({**GOOD, field: value})
    assert list(refused.value.errors) == [field]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(Invalid) as refused:
        Gift.parse({"t": "gift", "kind": "egg", "extra": 1})
    assert set(refused.value.errors) == {"key", "amount", "kind", "extra"}


def test_an_unknown_field_with_an_impossible_name_is_not_repeated():
    with pytest.raises(Invalid) as refused:
        Gift.parse({**GOOD, "\ud800": 1})
    assert list(refused.value.errors) == ["?"]


@pytest.mark.parametrize("reference", [None, 0, -5, 2**53, "a", "x" * 64])
def test_a_reference_is_repeated_as_it_came(reference):
    assert reference_of({"id": reference}) == reference


@pytest.mark.parametrize("reference", [2**53 + 1, 1.5, True, [], {}, "x" * 65, "nul\0", "\ud800"])
def test_a_reference_that_we_would_not_repeat_is_refused(reference):
    with pytest.raises(Invalid):
        reference_of({"id": reference})


def test_a_field_without_a_bound_is_no_field():
    @dataclass(frozen=True)
    class Endless(Message):
        t: ClassVar[str] = "endless"
        text: str

    with pytest.raises(TypeError, match="no bound"):
        readers_of(Endless)


def test_a_message_is_frozen():
    @dataclass
    class Changing(Message):
        t: ClassVar[str] = "changing"

    with pytest.raises(TypeError, match="frozen"):
        readers_of(Changing)


def test_a_message_has_a_name():
    @dataclass(frozen=True)
    class Nameless(Message):
        pass

    with pytest.raises(TypeError, match="called on the wire"):
        readers_of(Nameless)


def test_a_field_cannot_hide_behind_the_envelope():
    @dataclass(frozen=True)
    class Sly(Message):
        t: ClassVar[str] = "sly"
        id: Annotated[int, Whole(0, 1)]

    with pytest.raises(TypeError, match="envelope"):
        readers_of(Sly)
