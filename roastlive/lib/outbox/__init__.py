"""What must happen after a commit and must not be lost: webhooks out, mail, durable events.

    enqueue(topic="webhook", key=str(hook.id), payload={...})      # in the transaction of the effect

    @handles("webhook")                                            # in receivers.py
    def send_webhook(message: Message) -> None: ...

The message commits with its cause. A relay hands it to the handler at least once: after a crash it is handed over again, so
handlers are idempotent (`message.id` never changes and makes a good key). What a handler writes to the database commits
together with the end of the message. A handler that fails is tried again, later and later, and is quarantined in the end.
"""

from roastlive.lib.outbox.queue import enqueue
from roastlive.lib.outbox.relaying import Tally, relay, requeue
from roastlive.lib.outbox.topics import Message, handles

__all__ = ["Message", "Tally", "enqueue", "handles", "relay", "requeue"]
