"""Tables in parts by time, so that years of rows neither slow nor crowd the present.

    class LedgerEntry(PartitionedRow): ...            # models; a table in parts by month

    CreatePartitionedModel(name="LedgerEntry", ...)   # migrations, in the place of CreateModel
    MakePartitions("LedgerEntry")                     # after its triggers

Ids begin with the time, so a table is parted by id, which keeps ids unique in the whole table. What has no partition of its
own, because the clock is wrong or nobody made partitions, waits in the default one: nothing is refused for its date.
"""
