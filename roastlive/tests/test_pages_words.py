"""Tags and filters that templates use."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from roastlive import styleguide
from roastlive.templatetags import face
from roastlive.tests.page_parts import Page


def render(source: str, **context: object) -> str:
    return Template("{% load face %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_carries_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "mic" %}')
    assert 'role="img" aria-label="On air &lt;now&gt;"' in render('{% icon "mic" label=words %}', words="On air <now>")


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(styleguide.icons())
    sprites = {"icon": drawn, "drawing": set(styleguide.DRAWINGS)}
    for template in styleguide.ROOT.glob("templates/**/*.html"):
        for tag, name in re.findall(r'{% (icon|drawing) "([^"{]+)"', template.read_text()):
            assert name in sprites[tag] or name.endswith("-"), f"{template}: {name}"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada", "A"), ("Ada Ash", "AA"), ("Cleo van der Ash", "CA"), ("  ", ""), ("ß", "SS")]
)
def test_initials_stand_for_a_missing_face(name: str, letters: str) -> None:
    assert face.initials(name) == letters


@pytest.mark.parametrize(("value", "words"), [(34, "+34"), (-34, "−34"), (0, "0"), (-1200, "−1,200")])
def test_a_signed_figure_says_on_which_side_it_is(value: int, words: str) -> None:
    assert face.signed(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (999, "999"), (1000, "1K"), (1240, "1.2K"), (1999, "1.9K"), (128_900, "128K"), (3_400_000, "3.4M")],
)
def test_a_count_is_rounded_down_to_be_read_at_a_glance(value: int, words: str) -> None:
    assert face.compact(value) == words


def test_figures_follow_the_readers_language() -> None:
    with translation.override("de"):
        assert face.compact(1240) == "1,2K"
        assert face.grouped(12840) == "12.840"


@pytest.mark.parametrize(("value", "degrees"), [(0, 0), (100, 80), (-100, -80), (250, 80), (-999, -80)])
def test_the_needle_never_leaves_the_dial(value: int, degrees: float) -> None:
    assert face.needle(value) == degrees


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 2, 50), (0, 0, 50), (0, 7, 0), (7, 7, 100)])
def test_nobody_is_ahead_before_anybody_has_voted(part: int, whole: int, percent: int) -> None:
    assert face.share(part, whole) == percent


def test_a_meter_shows_its_value_to_eyes_and_to_screen_readers() -> None:
    html = render('{% include "components/_meter.html" with value=-35 name="Crowd" only %}')
    assert 'aria-valuenow="-35"' in html
    assert "rotate(-28.0 100 100)" in html
    assert "−35" in html


def test_a_person_who_has_a_page_is_a_link_to_it() -> None:
    draw = '{% include "components/_person.html" with person=person only %}'
    assert [link["href"] for link in Page(render(draw, person={"name": "Ada", "url": "/@ada/"})).all("a")] == ["/@ada/"]
    assert Page(render(draw, person={"name": "Ada"})).all("a") == []


def test_a_name_full_of_markup_stays_a_name() -> None:
    person = {"name": '<img src=x onerror="alert(1)">', "url": "/"}
    html = render('{% include "components/_person.html" with person=person only %}', person=person)
    assert "<img" not in html
    assert "&lt;img" in html
