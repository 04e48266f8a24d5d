"""What the house keeps about somebody: what they get when they ask for it, and what goes when they do.

Every app registers its own in its `personal_data.py`, which is imported when the house is ready:

    register_personal_data(
        name="economy.tips",                      # becomes economy/tips.json in what people get
        label=_("Tips you gave and got"),
        models=(Tip,),
        export=tips_of,                           # (person) -> rows (mappings of plain values), or a `File` now and then
        spreadsheet=True,                         # a CSV beside the JSON: for lists that people would open
        erase=forget_tips,                        # (person) -> None
    )
    register_personal_data(
        name="economy.ledger", label=_("Your account"), models=(LedgerAccount,), export=entries_of, spreadsheet=True,
        stays=_("What you bought, gave and got: books must balance. It stands there under a name that is nobody's."),
    )
    keeps_nothing_personal(Season, "it names who opened the season, which is the house's business")

A table with a foreign key to a person that is named by neither fails a test.

`export` runs as that person (`acting_as`), `erase` as the house (`acting_as_house`), each in a transaction of its own.
When `erase` is called the person is a pseudonym already: go by the id. It may be called again, and must not mind. Both may
do work beyond the models they name, such as deleting files or events.
"""

from accounts.personal_data.registry import (
    File,
    PersonalData,
    keeps_nothing_personal,
    nameless_tables,
    part_named,
    parts,
    register_personal_data,
)

__all__ = [
    "File",
    "PersonalData",
    "keeps_nothing_personal",
    "nameless_tables",
    "part_named",
    "parts",
    "register_personal_data",
]
