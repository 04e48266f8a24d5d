"""Where somebody lives and how to reach them: the data itself, and those who ask for it or threaten to spread it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.screening.data import shape

# Lines that help, wherever they are named.
CRISIS = frozenset(
    {
        "988",
        "911",
        "112",
        "110",
        "999",
        "116123",
        "116111",
        "08001110111",
        "08001110222",
        "18002738255",
        "741741",
        "85258",
        "131114",
    }
)

NUMBER = re.compile(r"(?<![\w€$£.,])(?:\+|00)?\(?\d[\d\s().\-/·–]{5,24}\d(?![\w%€$£])")
UNITS = shape("units")
DATE = shape("date")
CALL = shape("call")
SPOKEN = {
    "zero": "0",
    "oh": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "double": "",
    "null": "0",
    "eins": "1",
    "zwei": "2",
    "zwo": "2",
    "drei": "3",
    "vier": "4",
    "funf": "5",
    "sechs": "6",
    "sieben": "7",
    "acht": "8",
    "neun": "9",
}

MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,60}(?:\s?\.\s?[a-z]{2,12}){1,3}\b")
_NAME = r"\b[\w.+-]{2,40}\s{0,2}"
_ENDING = r"(?:com|net|org|de|co|uk|io|me|gmx|info|fr|at|ch|edu|gov|ru)\b"
_MARKED_AT = r"(?:\(at\)|\[at\]|\{at\}|<at>|\(a\))"
_MARKED_DOT = r"(?:\(dot\)|\[dot\]|\{dot\}|<dot>|\bdot\b|\bpunkt\b)"
# With one of the two in words or brackets: "look at example.com" is no address.
SPELLED_MAIL = re.compile(
    rf"{_NAME}{_MARKED_AT}\s{{0,2}}[\w-]{{2,40}}\s{{0,2}}(?:{_MARKED_DOT}|\.)\s{{0,2}}{_ENDING}"
    rf"|{_NAME}\bat(?: sign)?\b\s{{0,2}}[\w-]{{2,40}}\s{{0,2}}{_MARKED_DOT}\s{{0,2}}{_ENDING}"
)
IBAN = re.compile(r"\b[a-z]{2}\d{2}\s?(?:[a-z0-9]{4}\s?){2,7}[a-z0-9]{1,4}\b")
CARD = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")
SSN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,2}\.\d{3,8}\s{0,2}°?\s{0,2}[ns]?\s{0,2}[,;/ ]\s{0,2}-?\d{1,3}\.\d{3,8}\s{0,2}°?\s{0,2}[ew]?(?![\d.])"
)
POSTCODE = re.compile(r"\b(?:gir ?0aa|[a-z]{1,2}\d[a-z\d]? \d(?!st|nd|rd|th)[a-z]{2})\b")

STREET = shape("street")
STRASSE = shape("strasse")
APARTMENT = shape("apartment")
FAMOUS = re.compile(
    r"221b? baker|10 downing|742 evergreen|1600 pennsylvania|4 privet|124 conch|12 grimmauld|sesame|42 wallaby|177a bleecker"
    r"|elm street (?:movie|nightmare)"
)

# Addresses of no particular machine.
NOBODYS = frozenset({"127.0.0.1", "192.168.0.1", "8.8.8.8"})

Shape = tuple[str, float, int, int]


def shapes(folded: str) -> Iterator[Shape]:
    """What gives itself away by its form: rule, weight, and where in the folded text."""
    if "@" in folded or " at " in folded or "(at)" in folded or "[at]" in folded or "{at}" in folded:
        for pattern in (MAIL, SPELLED_MAIL):
            for match in pattern.finditer(folded):
                yield "private.email", 0.85, match.start(), match.end()
    yield from _spoken_number(folded)
    if not any(letter.isdigit() for letter in folded):
        return
    for match in IBAN.finditer(folded):
        if _is_iban(match[0]):
            yield "private.account", 0.92, match.start(), match.end()
    for match in CARD.finditer(folded):
        if _luhn(re.sub(r"\D", "", match[0])):
            yield "private.account", 0.92, match.start(), match.end()
    for pattern, weight in ((SSN, 0.85), (IP, 0.7), (COORDINATES, 0.7)):
        for match in pattern.finditer(folded):
            if match[0] not in NOBODYS:
                yield (
                    "private.account" if pattern is SSN else "private.place",
                    weight,
                    match.start(),
                    match.end(),
                )
    for match in NUMBER.finditer(folded):
        weight = _phone(match, folded)
        if weight:
            yield "private.phone", weight, match.start(), match.end()
    if FAMOUS.search(folded) is None:
        for pattern in (STREET, STRASSE, APARTMENT):
            for match in pattern.finditer(folded):
                yield "private.address", 0.8, match.start(), match.end()
        for match in POSTCODE.finditer(folded):
            yield "private.address", 0.6, match.start(), match.end()


def _phone(match: re.Match[str], folded: str) -> float:
    """How much a number looks like one that rings. Scores, years, sums and what helps in need do not."""
    text = match[0]
    digits = re.sub(r"\D", "", text)
    if digits in CRISIS or DATE.fullmatch(text.strip()) or UNITS.match(folded, match.end()):
        return 0
    called = CALL.search(folded) is not None
    if not 7 <= len(digits) <= 15 or len(set(digits)) <= (2 if not called else 1):
        return 0
    if text.startswith(("+", "00")) and len(digits) >= 9:
        return 0.88
    grouped = len(re.findall(r"\d+", text)) in {2, 3, 4, 5} and all(
        len(group) >= 2 for group in re.findall(r"\d+", text)
    )
    if len(digits) >= 9 and (grouped or called or text.isdigit() or digits.startswith("0")):
        return 0.0 if digits.endswith("000000") and not called else 0.85
    if len(digits) >= 9 and all(len(group) == 1 for group in re.findall(r"\d+", text)):
        return 0.75
    return (
        0.7
        if called and len(digits) >= 7
        else (
            0.6 if re.fullmatch(r"\(?\d{3}\)?[\s.-]?555[\s.-]?\d{4}|555[\s.-]\d{4}|\d{3}[.-]\d{4}", text.strip()) else 0
        )
    )


def _spoken_number(folded: str) -> Iterator[Shape]:
    """A number said digit by digit, in words."""
    if sum(word in SPOKEN for word in re.findall(r"[a-z]+|\d+", folded)) < 5:
        return
    row: list[tuple[int, int]] = []
    for match in re.finditer(r"[a-z]+|\d+", folded):
        if match[0] in SPOKEN or (row and match[0].isdigit() and len(match[0]) <= 4):
            row.append(match.span())
            continue
        if len(row) >= 7:
            break
        row = []
    if len(row) >= 7 and len({folded[start:end] for start, end in row}) > 2:
        ordered = " ".join(folded[start:end] for start, end in row)
        if (
            not ordered.startswith(("one two three four five", "eins zwei drei vier", "zero one two three"))
            and "three two one" not in ordered
        ):
            yield "private.phone", 0.8, row[0][0], row[-1][1]


def _luhn(digits: str) -> bool:
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    code = re.sub(r"\s", "", text)
    if not 15 <= len(code) <= 34:
        return False
    turned = code[4:] + code[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
