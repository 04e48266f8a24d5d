"""No app forgets what it knows about people."""

from __future__ import annotations

from accounts.personal_data import nameless_tables

HOW = """
{names} point at people, and nobody says what becomes of that.

In {app}/personal_data.py, either tell what people get when they ask, and what goes when they leave:
    register_personal_data(name="{app}.…", label=_("…"), models=({model},), export=…, erase=…)
or say that there is nothing of theirs in it:
    keeps_nothing_personal({model}, "why")
See accounts/personal_data/__init__.py."""


def test_every_table_that_points_at_people_says_what_it_keeps_of_them():
    forgotten = nameless_tables()
    if forgotten:
        names = ", ".join(model._meta.label for model in forgotten)
        first = forgotten[0]
        raise AssertionError(HOW.format(names=names, app=first._meta.app_label, model=first.__name__))
