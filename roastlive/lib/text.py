"""What people type, made fit to keep and to show beside what others typed.

Composed (NFC), without control characters, without letters that nobody can see, at most three marks on a letter, and
balanced in direction, so that no text turns, hides or overprints what stands around it. Half characters and NUL, which no
keyboard makes and no column holds, are refused.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MARKS = 3

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
MANY_BREAKS = re.compile(r"\n{3,}")

# Seen by nobody, used to slip past word lists: soft hyphen, zero-width space, fillers, invisible operators, annotations.
UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
# Joiners make one emoji of several and shape Persian and Hindi; between other things, or in rows, they only hide.
JOINERS = "\u200c\u200d"
STRAY_JOINERS = re.compile(f"(?<![^\\s{JOINERS}])[{JOINERS}]+|[{JOINERS}]+(?=\\s|$)|(?<=[{JOINERS}])[{JOINERS}]+")
# Letters of flags such as Scotland's follow a black flag; anywhere else they are invisible writing.
TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e0fff]")

# Old-fashioned directions that reach past their end. Isolates replace them.
EMBEDDINGS = re.compile("[\u202a-\u202e]")
ISOLATES = "\u2066\u2067\u2068"
END_OF_ISOLATE = "\u2069"
DIRECTIONS = re.compile(f"[{ISOLATES}{END_OF_ISOLATE}]")


def clean_line(value: object, *, maximum: int, minimum: int = 0) -> str:
    """One line: a name, a title, a message. Line breaks become spaces. Raises ValidationError."""
    return _bounded(_clean(_readable(value, maximum), lines=False), minimum, maximum)


def clean_text(value: object, *, maximum: int, minimum: int = 0) -> str:
    """Several lines: a biography, a description. At most one empty line in a row. Raises ValidationError."""
    return _bounded(_clean(_readable(value, maximum), lines=True), minimum, maximum)


def whole_number(value: object, *, minimum: int, maximum: int) -> int:
    """An amount as a form sends it: plain digits, nothing else that Python would take for a number."""
    if not isinstance(value, str) or not re.fullmatch(r"-?(0|[1-9][0-9]{0,18})", value):
        raise ValidationError(_("Enter a whole number."), code="not_whole")
    return within(int(value), minimum=minimum, maximum=maximum)


def within(number: int, *, minimum: int, maximum: int) -> int:
    if number < minimum:
        raise ValidationError(_("This must be at least %(minimum)s."), code="too_small", params={"minimum": minimum})
    if number > maximum:
        raise ValidationError(_("This must be at most %(maximum)s."), code="too_large", params={"maximum": maximum})
    return number


def readable(text: str) -> bool:
    """Whether UTF-8 and every column can hold it."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _readable(value: object, maximum: int) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("Enter text."), code="not_text")
    # Cleaning may shorten a text, but what is so much longer is not even looked at.
    if len(value) > maximum * 4 + 256:
        raise _too_long(maximum)
    if not readable(value):
        raise ValidationError(_("This contains characters that cannot be kept."), code="unreadable")
    return value


def _clean(text: str, *, lines: bool) -> str:
    text = LINE_ENDS.sub("\n", text)
    text = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    text = TAGS.sub(r"\1", UNSEEN.sub("", EMBEDDINGS.sub("", text)))
    if not lines:
        text = text.replace("\n", " ")
    cleaned = (_clean_line(line) for line in SPACES.sub(" ", text).split("\n"))
    return MANY_BREAKS.sub("\n\n", "\n".join(cleaned)).strip()


def _clean_line(line: str) -> str:
    # In this order, what one step takes away never makes work for another.
    line = _few_marks(unicodedata.normalize("NFC", _balanced(line.strip())))
    line = STRAY_JOINERS.sub("", line).strip()
    return line if any(map(_seen, line)) else ""


def _seen(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) != "Cf"


def _few_marks(line: str) -> str:
    """At most three marks on a letter, its own included, and none on nothing. Joiners are no letters to count from."""
    kept = []
    marks = MARKS
    for letter in line:
        if unicodedata.category(letter).startswith("M"):
            marks += 1
            if marks > MARKS:
                continue
        elif letter.isspace():
            marks = MARKS
        elif unicodedata.category(letter) != "Cf":
            marks = _marks_of(letter)
        kept.append(letter)
    return "".join(kept)


def _marks_of(letter: str) -> int:
    """How many marks a composed letter has: é one, ế two."""
    if letter.isascii():
        return 0
    return sum(unicodedata.category(part).startswith("M") for part in unicodedata.normalize("NFD", letter))


def _balanced(line: str) -> str:
    """Every isolate that is opened is closed within the line, and nothing is closed that was not opened."""
    open_isolates = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal open_isolates
        if match[0] == END_OF_ISOLATE and open_isolates == 0:
            return ""
        open_isolates += -1 if match[0] == END_OF_ISOLATE else 1
        return match[0]

    return DIRECTIONS.sub(keep, line) + END_OF_ISOLATE * open_isolates


def _bounded(text: str, minimum: int, maximum: int) -> str:
    if len(text) > maximum:
        raise _too_long(maximum)
    if minimum and not text:
        raise ValidationError(_("This cannot be empty."), code="empty")
    if len(text) < minimum:
        raise ValidationError(
            ngettext_lazy("Write at least %(count)d letter.", "Write at least %(count)d letters.", "count"),
            code="too_short",
            params={"count": minimum},
        )
    return text


def _too_long(maximum: int) -> ValidationError:
    return ValidationError(
        ngettext_lazy("Keep it to %(count)d letter.", "Keep it to %(count)d letters.", "count"),
        code="too_long",
        params={"count": maximum},
    )
