"""The design is kept in one file, and can be read by everybody."""

from __future__ import annotations

import re

import pytest

from roastlive import styleguide

STYLES = [path for path in (styleguide.ROOT / "static" / "css").glob("**/*.css") if path.name != "tokens.css"]
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(", re.IGNORECASE)
LENGTH = re.compile(r"(?<![\w.-])\d*\.?\d+px\b")


@pytest.mark.parametrize("pair", styleguide.pairs(), ids=lambda pair: f"{pair.ink} on {pair.ground}")
def test_every_pair_of_colours_can_be_told_apart(pair: styleguide.Pair) -> None:
    assert pair.passes, (pair.light, pair.dark, pair.needed)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert styleguide.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert styleguide.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_only_the_tokens_name_a_colour_or_a_size(path) -> None:
    rules = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text(), flags=re.DOTALL)
    assert COLOUR.findall(rules) == []
    assert LENGTH.findall(rules) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path) -> None:
    known = set(re.findall(r"(--[\w-]+):", styleguide.file_of("css/tokens.css") + path.read_text()))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) <= known


def test_every_stylesheet_keeps_to_its_layer() -> None:
    for path in STYLES:
        if path.name != "fonts.css":
            assert re.match(r"(/\*.*?\*/\s*)?@layer (base|layout|components|pages) {", path.read_text(), re.DOTALL), (
                path
            )
