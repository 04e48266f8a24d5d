"""People and shows that do not exist, for pages that explain or show how things look."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

ADA = {"name": "Ada Ash", "url": "#people", "note": _("Roaster"), "is_verified": True, "live": True}
BO = {"name": "Bo", "note": _("Went home, but came back")}
CLEO = {"name": "Cleo van den Heuvel-Schottenstein", "url": "#people", "note": _("Spins between the rounds")}
PEOPLE = [ADA, BO, CLEO]

BATTLE = {
    "left": {"name": "Ada", "score": 48},
    "right": {"name": "Bo", "score": 61},
    "total": 109,
    "topic": _("Which of us should never have bought a ukulele?"),
    "round": 2,
    "rounds": 3,
    "clock": "1:24",
    "state": "live",
}
NOTHING_YET = {"left": {"name": "Cleo", "score": 0}, "right": {"name": "Dov", "score": 0}, "total": 0}
BATTLES = [
    {**BATTLE, "url": "#battles"},
    {**BATTLE, "url": "#battles", "state": "frozen"},
    {**BATTLE, **NOTHING_YET, "url": "#battles", "state": "waiting", "round": 1, "clock": ""},
    {**BATTLE, "url": "#battles", "state": "over", "round": 3, "clock": ""},
]

STREAMS = [
    {
        "url": "#streams",
        "title": _("Bring your worst: open mic for people who should know better"),
        "creator": ADA,
        "category": _("Open mic"),
        "is_live": True,
        "viewers": 12840,
        "meter": 62,
    },
    {
        "url": "#streams",
        "title": _("Reading my own reviews"),
        "creator": BO,
        "category": _("Solo"),
        "is_live": True,
        "viewers": 1,
        "meter": -38,
    },
    {
        "url": "#streams",
        "title": _("Vinyl and venom"),
        "creator": CLEO,
        "category": _("Music"),
        "is_live": False,
        "starts_at": datetime(2027, 1, 15, 20, 0, tzinfo=UTC),
    },
    {
        "url": "#streams",
        "title": _("The one with the ukulele"),
        "creator": ADA,
        "category": _("Recording"),
        "is_live": False,
        "duration": "58:12",
    },
]

OFF_LIMITS = [_("my mother"), _("my teeth"), _("the divorce")]
TABS = [
    {"url": "#tabs", "label": _("Shows"), "count": 12},
    {"url": "#tabs-recordings", "label": _("Recordings"), "count": 128},
    {"url": "#tabs-about", "label": _("About")},
]
MENU = [
    {"url": "#menu", "label": _("Share"), "icon": "share"},
    {"url": "#menu", "label": _("Copy the link"), "icon": "link"},
    {"url": "#menu", "label": _("Report"), "icon": "flag", "is_danger": True},
]
