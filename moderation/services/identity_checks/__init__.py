"""Proving who one is: what somebody sends, what the house sees in it, and until when it counts.

`asking` is the person's side, `reviewing` the desk's, `upkeep` what time does. Others ask one thing only:

    if not is_identity_proven(person_id): ...
"""

from moderation.services.identity_checks.proving import is_identity_proven

__all__ = ["is_identity_proven"]
