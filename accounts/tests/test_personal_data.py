import pytest

from accounts.models import Follow
from accounts.personal_data import (
    File,
    keeps_nothing_personal,
    nameless_tables,
    part_named,
    parts,
    register_personal_data,
    registry,
)


def nothing(_person):
    return ()


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    monkeypatch.setattr(registry, "_parts", dict(registry._parts))
    monkeypatch.setattr(registry, "_impersonal", dict(registry._impersonal))


def test_a_table_that_nobody_names_is_noticed():
    assert Follow not in nameless_tables()
    registry._parts.pop("accounts.follows")
    assert Follow in nameless_tables()
    keeps_nothing_personal(Follow, "for as long as a test")
    assert Follow not in nameless_tables()


def test_the_last_word_counts():
    register_personal_data(name="above.things", export=nothing, erase=nothing, label="Things")
    register_personal_data(name="above.things", export=nothing, erase=nothing, label="Other things")
    assert part_named("above.things").label == "Other things"
    assert [part.name for part in parts()] == sorted(part.name for part in parts())


def test_a_part_without_a_label_has_its_tables():
    register_personal_data(name="above.things", export=nothing, erase=nothing, models=(Follow,))
    assert part_named("above.things").label == "follows"


def test_what_is_not_erased_says_why():
    with pytest.raises(ValueError, match="erases nothing"):
        register_personal_data(name="above.things", export=nothing)
    register_personal_data(name="above.things", export=nothing, stays="Books must balance.")
    with pytest.raises(ValueError, match="Say why"):
        keeps_nothing_personal(Follow, "")


@pytest.mark.parametrize("name", ["things", "Above.things", "above/things", "above.things.more", "../things"])
def test_a_name_is_a_place_in_the_archive(name):
    with pytest.raises(ValueError, match="no name"):
        register_personal_data(name=name, export=nothing, erase=nothing)


@pytest.mark.parametrize("name", ["", "../up.txt", "/etc/passwd", ".hidden", "a/b"])
def test_a_file_stays_in_its_folder(name):
    with pytest.raises(ValueError, match="no name"):
        File(name, open=lambda: None)
