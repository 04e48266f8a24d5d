"""Each family of rules: what it finds, and what only looks like it."""

import pytest

from moderation.screening import Category, Screener, Speaker, Target, Verdict, screen
from moderation.screening.rulebook import Rulebook

RULES = Screener([Rulebook()])

FOUND = {
    Category.SELF_HARM: [
        "kys",
        "k.y.s",
        "nobody would miss you if you were gone",
        "why don't you hang yourself",
        "do the world a favour and jump off a bridge",
        "go drink bleach",
        "the world would be better off without you",
        "geh sterben",
        "keiner würde dich vermissen",
        "häng dich auf",
    ],
    Category.THREAT: [
        "I will find your house",
        "I know where you live",
        "I'm going to stab you after the show",
        "hope you get shot",
        "I'll break both your legs",
        "there's a bomb under the stage",
        "your family is next",
        "ich weiß wo du wohnst",
        "ich stech dich ab",
    ],
    Category.SLUR: ["n1gger", "you fucking faggot", "what a retard", "gas the jews", "go back to africa", "du Kanake"],
    Category.SEXUAL: [
        "show us your tits",
        "send nudes",
        "I want to fuck you",
        "I'd rape you",
        "she's 14 and so sexy",
        "zeig deine Titten",
    ],
    Category.PRIVATE_DATA: [
        "call +49 151 23456789",
        "she lives at 42 Elm Street",
        "write to jo.doe@mail.example.com",
        "jo at gmail dot com",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "what's your address?",
        "leaking your address now",
        "Hauptstraße 12",
        "123-45-6789",
        "wo wohnst du genau",
    ],
    Category.SPAM: [
        "buy cheap followers now",
        "join my discord discord.gg/abcdef",
        "I made $5000 last week trading crypto",
        "follow me and I follow back",
        "win big now win big now win big now win big now",
    ],
}
FINE = {
    Category.SELF_HARM: [
        "If I wanted to kill myself I'd climb your ego and jump to your IQ",
        "I'm dying, this is too good",
        "don't kill yourself over it, mate",
        "nobody would miss you if you quit comedy",
        "do us all a favour and put the mic down",
        "a heckler shouted “kys” last night and got banned",
        "ich sterbe vor Lachen",
    ],
    Category.THREAT: [
        "you killed me",
        "kill it on stage",
        "roast him alive",
        "I'm going to destroy you on this stage tonight",
        "bomb tonight and I'll still love you",
        "I know where you live: rent free in your mother's basement",
        "I'll find you a better writer",
        "my favourite film line is “I will find you and I will kill you”",
        "you died up there",
        "mach ihn fertig",
    ],
    Category.SLUR: [
        "Maine coon energy",
        "a chink in the armour",
        "Van Dyke beard",
        "spic and span",
        "fire retardant jokes",
    ],
    Category.SEXUAL: [
        "smash that like button",
        "your sex life is a desert",
        "get your ass off the stage",
        "kick his ass",
    ],
    Category.PRIVATE_DATA: [
        "10000000 viewers tonight",
        "24/7 since 1999",
        "the final is on 24.12.2026 at 20:30",
        "you're 20 years down the road",
        "if you need somebody, call 988",
        "on place 1 since 2019-2024",
    ],
    Category.SPAM: [
        "hahahahahahahaha",
        "LMAOOOOOOO",
        "drop the bass!!",
        "who bought your followers, the zoo?",
        "go go go go",
    ],
}


def lines(examples):
    return [(category, text) for category, texts in examples.items() for text in texts]


@pytest.mark.parametrize(("category", "text"), lines(FOUND))
def test_rules_find_what_is_never_said(category, text):
    decision = RULES.screen(text, speaker=Speaker.VIEWER, target=Target.PERFORMER)
    assert decision.verdict != Verdict.ALLOW
    assert category in {reason.category for reason in decision.reasons if reason.verdict != Verdict.ALLOW}


@pytest.mark.parametrize(("category", "text"), lines(FINE))
def test_what_only_looks_like_it_gets_through(category, text):
    decision = RULES.screen(text, speaker=Speaker.VIEWER, target=Target.PERFORMER)
    assert decision.verdict == Verdict.ALLOW, decision.reasons


@pytest.mark.parametrize(
    "town", ["Scunthorpe", "Penistone", "Clitheroe", "Essex", "Lightwater", "Cockermouth", "Fuckersberg"[5:]]
)
def test_towns_with_unlucky_letters_are_towns(town):
    assert screen(f"greetings from {town}", speaker=Speaker.VIEWER, target=Target.VIEWER).verdict == Verdict.ALLOW


def test_a_reason_quotes_what_was_typed():
    decision = screen("oi, k1ll y0urself now", speaker=Speaker.VIEWER, target=Target.PERFORMER)
    assert decision.reasons[0].found == "k1ll y0urself"
    assert "Tells somebody" in str(decision.reasons[0].says)


def test_a_link_is_the_channels_business():
    decision = RULES.screen("look at example.com/cat", speaker=Speaker.VIEWER, target=Target.NONE)
    assert (decision.verdict, decision.category) == (Verdict.HOLD, Category.LINK)


def test_rules_are_tried_on_every_text_that_they_could_match():
    """What the needles were made from may have changed since."""
    from benchmarks.screening.needles import FILE, written

    assert FILE.read_text() == written(), "run python -m benchmarks.screening.needles"


def test_the_classifier_was_made_from_the_lines_that_are_there():
    import hashlib

    from benchmarks.screening.lines import lines_of
    from moderation.screening.classifier import Model

    told = "\n".join(line.text for line in lines_of("learning") if line.label != "borderline")
    assert Model.load().version == hashlib.sha256(told.encode()).hexdigest()[:8], (
        "run python -m benchmarks.screening.train"
    )


def test_no_line_is_both_learned_from_and_held_out():
    from benchmarks.screening.lines import lines_of

    learned = {line.text.casefold() for line in lines_of("learning")}
    held_out = [line.text.casefold() for line in lines_of("held_out")]
    assert not learned.intersection(held_out)
    assert len(learned) + len(held_out) >= 600
