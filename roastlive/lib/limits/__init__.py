"""How much of something one may do. The numbers are in `settings.RATE_LIMITS`.

    verdict = spend(("chat", user.pk))                         # asks and takes
    require(("login_address", household), ("login_account", email))   # or raises Limited; all buckets or none

`aspend` and `arequire` do the same in async code. A limit is a token bucket: it fills evenly, and may be emptied at once.
"""

from roastlive.lib.limits.pages import limited
from roastlive.lib.limits.rules import Limit, Rate, limit_named, parse_limit
from roastlive.lib.limits.spending import Verdict, arequire, aspend, require, spend

__all__ = [
    "Limit",
    "Rate",
    "Verdict",
    "arequire",
    "aspend",
    "limit_named",
    "limited",
    "parse_limit",
    "require",
    "spend",
]
