"""Whose rows the database shows.

    with acting_as(user.pk):        # a transaction in which only this person's rows exist
        ...

    with acting_as_house():         # payouts, reviews, exports: work that is nobody's own
        ...

Outside of both, protected tables are empty. A table is protected by its migration, with `ForceRowSecurity`; one that may
only grow, with `AppendOnly`.
"""

from roastlive.lib.rls.identity import acting_as, acting_as_house
from roastlive.lib.rls.operations import AppendOnly, ForceRowSecurity
from roastlive.lib.rls.statements import append_only, row_security

__all__ = ["AppendOnly", "ForceRowSecurity", "acting_as", "acting_as_house", "append_only", "row_security"]
