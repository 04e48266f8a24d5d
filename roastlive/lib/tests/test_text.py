import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from roastlive.lib.text import EMBEDDINGS, END_OF_ISOLATE, ISOLATES, MARKS, clean_line, clean_text, whole_number

# Everything that cleaning is about, far more often than chance would have it.
AWKWARD = (
    [chr(n) for n in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x3164, 0x2800, 0x034F)]
    + [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)]
    + ["\u0301", "\u0308", "\u0338", "\u05b0", "\u093c", "\u1161", "\u11a8", "\u20dd", "\ufe0f"]
    + ["a", "e", "ק", "क", "ᄀ", "한", "🔥", "👩", "🏴", chr(0xE0067), chr(0xE007F), "\u0958"]
    + [" ", "\n", "\r", "\t", "\u2028", "\x85", "\x1f", "\x0b", "\u3000"]
)
letters = st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
typed = st.text(letters, max_size=40)


def longest_run_of_marks(text):
    longest = run = 0
    for letter in unicodedata.normalize("NFD", text):
        category = unicodedata.category(letter)
        if category.startswith("M"):
            run += 1
            longest = max(longest, run)
        elif category != "Cf":
            run = 0
    return longest


def balance(text):
    depth = 0
    for letter in text:
        depth += (letter in ISOLATES) - (letter == END_OF_ISOLATE)
        assert depth >= 0
    return depth


@given(typed)
def test_whatever_is_typed_comes_out_tame(text):
    for clean in (clean_line, clean_text):
        tame = clean(text, maximum=1000)
        assert unicodedata.is_normalized("NFC", tame)
        assert longest_run_of_marks(tame) <= MARKS
        assert not EMBEDDINGS.search(tame)
        assert [balance(line) for line in tame.split("\n")] == [0] * len(tame.split("\n"))
        assert tame == tame.strip()
        assert not any(unicodedata.category(letter) == "Cc" for letter in tame.replace("\n", ""))
        tame.encode()


@given(typed)
def test_cleaning_twice_changes_nothing_more(text):
    for clean in (clean_line, clean_text):
        once = clean(text, maximum=1000)
        assert clean(once, maximum=1000) == once


@given(typed)
def test_a_line_is_one_line_and_paragraphs_have_at_most_one_empty_line_between(text):
    assert "\n" not in clean_line(text, maximum=1000)
    assert "\n\n\n" not in clean_text(text, maximum=1000)


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x2FF), min_size=1, max_size=40))
def test_ordinary_words_stay_as_they_are(text):
    composed = unicodedata.normalize("NFC", text)
    assert clean_line(composed, maximum=1000) == composed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two \t words\n", "two words"),
        ("cafe\u0301", "café"),
        ("Z\u0321\u0301\u0302\u0303\u0304\u0305", "Ź\u0321\u0302"),
        ("a\u0301\u0302\u0303\u200d\u0304\u0305b", "á\u0302\u0303\u200db"),
        ("\u0301abc", "abc"),
        ("sl\u200bur \u00adand\u2060 more", "slur and more"),
        ("👩\u200d❤️\u200d👩", "👩\u200d❤️\u200d👩"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("\u200dabc\u200d", "abc"),
        (
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
        ("hi\U000e0068\U000e0069", "hi"),
        ("abc\u202edef", "abcdef"),
        ("\u2067abc", "\u2067abc\u2069"),
        ("abc\u2069\u2069", "abc"),
        ("a\u2069\u0301", "á"),
        ("a\u200b\u0301", "á"),
        ("\u200e\u2066\u2069\u200b", ""),
        ("\u3164\u2800", ""),
        ("a\x07b\x1b[31m", "ab[31m"),
        ("עברית \u200fabc", "עברית \u200fabc"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_a_line_is_cleaned_like_this(typed, kept):
    assert clean_line(typed, maximum=100) == kept


def test_paragraphs_keep_their_breaks():
    assert clean_text("one\r\ntwo  \n\n\n\n three\u2028four\n", maximum=100) == "one\ntwo\n\nthree\nfour"


@pytest.mark.parametrize("typed", ["a\0b", "\ud83d", "\udd25 x"])
def test_what_no_column_can_hold_is_refused(typed):
    for clean in (clean_line, clean_text):
        with pytest.raises(ValidationError) as refused:
            clean(typed, maximum=100)
        assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("abcdef", "too_long"), ("a", "too_short"), ("\u200b \u200b", "empty"), (7, "not_text"), (None, "not_text")],
)
def test_lengths_are_those_of_what_is_kept(typed, code):
    assert clean_line(" ab\u200bcde ", maximum=5, minimum=2) == "abcde"
    with pytest.raises(ValidationError) as refused:
        clean_line(typed, maximum=5, minimum=2)
    assert refused.value.code == code
    assert refused.value.messages[0]


def test_what_is_much_too_long_is_not_even_looked_at():
    with pytest.raises(ValidationError) as refused:
        clean_line("\u200b" * 1000, maximum=5)
    assert refused.value.code == "too_long"


@pytest.mark.parametrize("value", ["0", "7", "1000", "-5"])
def test_whole_numbers_are_read_from_plain_digits(value):
    assert whole_number(value, minimum=-10, maximum=1000) == int(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " 7",
        "7 ",
        "1_000",
        "1e3",
        "+7",
        "07",
        "7.0",
        "٧",
        "７",
        "0x7",
        "9" * 20,
        "½",
        "NaN",
        "--7",
        "7\n",
        7,
        True,
        None,
    ],
)
def test_nothing_else_is_a_whole_number(value):
    with pytest.raises(ValidationError) as refused:
        whole_number(value, minimum=0, maximum=10**30)
    assert refused.value.code == "not_whole"


@pytest.mark.parametrize(("value", "code"), [("0", "too_small"), ("1001", "too_large"), ("-1", "too_small")])
def test_whole_numbers_have_bounds(value, code):
    with pytest.raises(ValidationError) as refused:
        whole_number(value, minimum=1, maximum=1000)
    assert refused.value.code == code
