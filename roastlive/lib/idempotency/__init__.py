"""The same request twice has one effect and one answer.

    answer = once(caller=str(sender.pk), scope="gift", key=key, body={"gift": ..., "creator": ...}, work=send)

`work` runs in a transaction together with the row that remembers its answer, so there is never one without the other. Whoever
comes with the same key meanwhile waits for the first and gets its answer. Work that raises leaves nothing behind, neither
effect nor memory: the same key may try again.
"""

from roastlive.lib.idempotency.once import Answer, IdempotencyConflict, hash_of, once, purge_expired

__all__ = ["Answer", "IdempotencyConflict", "hash_of", "once", "purge_expired"]
