"""People who do not exist, and whom somebody will have to talk to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """Who says what about somebody, and how many minutes ago."""

    by: str
    type: str
    minutes: int
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Somebody with a channel, if they have a stage name. `flagged`: a machine has read what they write there."""

    username: str
    stage_name: str = ""
    bio: str = ""
    look: int = 0
    flagged: bool = False
    complaints: tuple[Complaint, ...] = ()


WAITING = (
    Trouble(
        username="gus",
        stage_name="Gus Gasoline",
        look=7,
        bio="To the lady in row two who left early: I know where you live and I will be waiting for you.",
        flagged=True,
        complaints=(
            Complaint(by="vera", type="harassment", minutes=38, words="That lady is me. This is not a bit."),
            Complaint(by="emil", type="harassment", minutes=31),
            Complaint(by="theo", type="harassment", minutes=12, words="He has done this to two others."),
        ),
    ),
    Trouble(
        username="tokenfairy",
        stage_name="Token Fairy",
        look=8,
        bio="FREE TOKENS at t0kens-4-free.example, send me your card number and be rich by midnight.",
        flagged=True,
        complaints=(
            Complaint(by="yuki", type="spam", minutes=260, words="Third account this week."),
            Complaint(by="otto", type="spam", minutes=190),
        ),
    ),
    Trouble(
        username="hexhelga",
        stage_name="Hex Helga",
        look=9,
        bio="You are a worthless idiot and nobody likes you. Yes, you, reading this. Shows on Fridays.",
        flagged=True,
    ),
    Trouble(
        username="copycarl",
        stage_name="Copy Carl",
        look=10,
        bio="One-liners, deadpan. Twelve years of customer service. Nothing you say can surprise me.",
        complaints=(
            Complaint(
                by="rita", type="copyright", minutes=1500, words="Word for word my set from March. Even the sigh."
            ),
        ),
    ),
    Trouble(
        username="loud_larry",
        complaints=(
            Complaint(
                by="mara", type="harassment", minutes=95, words="Writes to me after every show, whatever I answer."
            ),
            Complaint(by="nora", type="other", minutes=50),
        ),
    ),
    Trouble(
        username="beige_bob",
        stage_name="Beige Bob",
        look=11,
        bio="Observations about toast.",
        complaints=(Complaint(by="len", type="other", minutes=2900, words="Not funny. Can you make him stop?"),),
    ),
)

# What was dealt with before: whose channel, what was said of it, how it was decided, after how many minutes, how many days
# ago, and what a machine had read there.
DECIDED = (
    ("crumbs", "Crumbs McGee", "spam", "warn", 22, 13, "FREE TOKENS for the first hundred, send me your card number."),
    ("pitpat", "Pit Pat", "harassment", "timeout", 41, 12, "You are a worthless idiot and nobody likes you."),
    ("moss", "Moss Grows", "other", "dismiss", 300, 12, ""),
    ("quip", "Quip Quentin", "inappropriate_content", "hide", 95, 10, ""),
    ("fern", "Fern Static", "spam", "mute", 18, 9, "Win big at fern-casino.example, FREE TOKENS inside."),
    (
        "dust",
        "Dusty Rhodes",
        "harassment",
        "dismiss",
        140,
        8,
        "My dog is a worthless idiot and nobody likes him. He would say the same of me.",
    ),
    ("jinx", "Jinx Jones", "harassment", "mute", 12, 7, "I know where you live, row two, and I will be waiting."),
    ("oats", "Captain Oats", "copyright", "warn", 610, 6, ""),
    ("puck", "Puck Later", "inappropriate_content", "warn", 55, 5, ""),
    ("silt", "Silt", "spam", "timeout", 9, 4, "FREE TOKENS at silt.example, send me your card number."),
    ("vole", "Vole Play", "other", "dismiss", 75, 3, ""),
    ("wick", "Wick Ed", "harassment", "timeout", 33, 2, ""),
    ("yarn", "Yarn Teller", "spam", "warn", 14, 1, ""),
    ("zest", "Zest Lemon", "harassment", "dismiss", 27, 1, "To the critic from Tuesday: you stupid lemon."),
)
