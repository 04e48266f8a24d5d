from django.db import migrations

from economy.sql import script
from roastlive.lib.partitions.operations import MakePartitions
from roastlive.lib.rls import AppendOnly, ForceRowSecurity
from roastlive.lib.rls.operations import OnlyThrough, ReadOnly

POST_ONE = (
    "economy_post_one(uuid, text, text, text, uuid, text, text, text, text, uuid[], bigint[], timestamptz, timestamptz)"
)
TAKE_KEYS = "economy_ledger_take_keys(text[], text[], text[], text[], timestamptz, timestamptz, text[], uuid[])"


class Migration(migrations.Migration):
    """Balances move through functions and in no other way; what was written stays written, and is its owner's business."""

    dependencies = [("economy", "0001_ledger")]

    operations = [
        # Balances change all the time: a new version of a row finds room beside the old one, and no index is touched.
        migrations.RunSQL(
            "ALTER TABLE economy_ledgeraccount SET (fillfactor = 50)",
            "ALTER TABLE economy_ledgeraccount RESET (fillfactor)",
        ),
        migrations.RunSQL(script("ledger.sql"), script("ledger_undo.sql")),
        ForceRowSecurity("LedgerAccount", owner="owner"),
        ForceRowSecurity("LedgerTransfer", condition="{person} = ANY (parties)"),
        ForceRowSecurity("LedgerEntry", condition="owner_id = {person}"),
        ForceRowSecurity("LedgerReversal", condition="{person} = ANY (parties)"),
        AppendOnly("LedgerTransfer"),
        AppendOnly("LedgerEntry"),
        AppendOnly("LedgerReversal"),
        ReadOnly("LedgerAccount"),
        ReadOnly("LedgerTransfer"),
        ReadOnly("LedgerEntry"),
        ReadOnly("LedgerReversal"),
        OnlyThrough(POST_ONE),
        OnlyThrough(TAKE_KEYS),
        MakePartitions("LedgerTransfer"),
        MakePartitions("LedgerEntry"),
    ]
