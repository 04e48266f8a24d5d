"""Details of an act, to be read by people: what was and what is, side by side where both are known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

BEFORE, AFTER, CHANGES = "before", "after", "changes"


def readable_details(detail: Mapping[str, Any]) -> SafeString:
    before, after = detail.get(BEFORE), detail.get(AFTER)
    rest = {name: value for name, value in detail.items() if name not in {BEFORE, AFTER, CHANGES}}
    parts = [readable_table(rest)]
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        parts.insert(0, _side_by_side(_mapping(before), _mapping(after)))
    elif before is not None or after is not None:
        parts.insert(0, _side_by_side({"": before}, {"": after}))
    if CHANGES in detail:
        parts.insert(0, _list([_change(change) for change in detail[CHANGES]]))
    return format_html_join("", "{}", ((part,) for part in parts if part))


def readable_table(rows: Mapping[str, Any]) -> SafeString:
    if not rows:
        return SafeString("")
    lines = format_html_join(
        "", '<tr><th scope="row">{}</th><td>{}</td></tr>', ((name, _value(value)) for name, value in rows.items())
    )
    return format_html('<table class="details"><tbody>{}</tbody></table>', lines)


def _side_by_side(before: Mapping[str, Any], after: Mapping[str, Any]) -> SafeString:
    names = list(dict.fromkeys([*before, *after]))
    lines = format_html_join(
        "",
        '<tr{}><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
        (
            (
                SafeString(' class="details__changed"') if before.get(name) != after.get(name) else "",
                name,
                _value(before.get(name)),
                _value(after.get(name)),
            )
            for name in names
        ),
    )
    head = format_html(
        '<thead><tr><td></td><th scope="col">{}</th><th scope="col">{}</th></tr></thead>', _("before"), _("after")
    )
    return format_html('<table class="details">{}<tbody>{}</tbody></table>', head, lines)


def _list(lines: list[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))


def _change(change: Any) -> str:
    """One entry of what Django writes: {"changed": {"fields": ["Name"]}} and the like."""
    if not isinstance(change, Mapping):
        return str(change)
    said = []
    for verb, what in change.items():
        fields = ", ".join(map(str, what.get("fields", []))) if isinstance(what, Mapping) else str(what)
        thing = str(what.get("object", "")) if isinstance(what, Mapping) else ""
        said.append(" ".join(part for part in (f"{verb}:", thing, fields) if part))
    return "; ".join(said)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
