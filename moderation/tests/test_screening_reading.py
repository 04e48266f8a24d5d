"""Reading: what is meant, whatever it is written with."""

import pytest

from moderation.screening.folding import fold
from moderation.screening.reading import Reading

KILL = "kill yourself"


def meant(text):
    return Reading(text).forms[-1].text


@pytest.mark.parametrize(
    "written",
    [
        "kill yourself",
        "KILL YOURSELF",
        "ｋｉｌｌ ｙｏｕｒｓｅｌｆ",
        "𝓴𝓲𝓵𝓵 𝓎𝑜𝓊𝓇𝓈𝑒𝓁𝒻",
        "ⓚⓘⓛⓛ ⓨⓞⓤⓡⓢⓔⓛⓕ",
        "🅺🅸🅻🅻 🆈🅾🆄🆁🆂🅴🅻🅵",
        "🇰🇮🇱🇱 🇾🇴🇺🇷🇸🇪🇱🇫",
        "kіll yоursеlf",
        "κill yουrself",
        "ᴋɪʟʟ ʏᴏᴜʀꜱᴇʟꜰ",
        "k\u200bi\u200bl\u200bl your\u200dself",
        "\u202ekill\u202c yourself",
        "k̶i̶l̶l̶ y̷o̷u̷r̷s̷e̷l̷f̷",
        "kïll yöursëlf",
        "k1ll y0ur53lf",
        "ki11 y0urse1f",
        "k!ll your$elf",
        "kiIl yourseIf",
        "k*ll yours*lf",
        "k i l l y o u r s e l f",
        "k.i.l.l. y.o.u.r.s.e.l.f.",
        "k-i-l-l y_o_u_r_s_e_l_f",
        "kiiiilll yourseeeelf",
        "ki ll yours elf",
    ],
)
def test_one_meaning_has_many_spellings(written):
    assert meant(written) == KILL


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("f**k this", "fuck this"),
        ("what a b!tch", "what a bitch"),
        ("n1gg3r", "nigger"),
        ("f@990t", "faggot"),
        ("niggggger", "nigger"),
        ("ret ard", "retard"),
        ("du Schw1chtel", "du schw1chtel"),
    ],
)
def test_only_a_known_word_is_read_out_of_signs(written, read):
    assert meant(written) == read


@pytest.mark.parametrize(
    "plain",
    ["scored 3 0 in round 2", "see you at 20 30", "room 101", "he ate 4 pies", "catch 22 was good", "a b testing"],
)
def test_numbers_and_names_stay_what_they_are(plain):
    assert meant(plain) == plain


@pytest.mark.parametrize(
    "text", ["k.y.s you fool", "well, n1gg3r then", "𝓴𝓲𝓵𝓵 yourself now", "Straße 💀 k i l l", "ŉ ﬁ ㎏"]
)
def test_every_word_knows_where_it_stood(text):
    reading = Reading(text)
    for form in reading.forms:
        assert all(0 <= word.start < word.end <= len(text) for word in form.words)
        for place in range(len(form.text)):
            start, end = form.place_of(place, place + 1)
            assert 0 <= start < end <= len(text)


def test_a_quote_is_what_was_typed():
    reading = Reading("oh, go k.y.s please")
    form = reading.forms[-1]
    at = form.text.index("kys")
    assert reading.quote(*form.place_of(at, at + 3)) == "k.y.s"


def test_folding_keeps_a_place_for_every_letter():
    folded, places = fold("Ｓtraße ﬁn\u200bé")
    assert folded == "strasse fine"
    assert len(folded) == len(places)
    assert places == sorted(places)
