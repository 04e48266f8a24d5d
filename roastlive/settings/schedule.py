"""What the house does by itself, and how often. A turn that nobody took before the next is dropped."""

from __future__ import annotations

SCHEDULE: dict[str, dict[str, object]] = {
    "relay-outbox": {"task": "kernel.relay_outbox", "schedule": 5.0, "options": {"expires": 5.0}},
    "forget-idempotency-keys": {
        "task": "kernel.forget_idempotency_keys",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "tend-event-store": {
        "task": "kernel.tend_event_store",
        "schedule": 12 * 3600.0,
        "options": {"expires": 3600.0},
    },
    "tend-identity-checks": {
        "task": "moderation.tend_identity_checks",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "tend-sanctions": {"task": "moderation.tend_sanctions", "schedule": 60.0, "options": {"expires": 60.0}},
    "anchor-audit": {"task": "moderation.anchor_audit", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "forget-traces": {"task": "moderation.forget_traces", "schedule": 12 * 3600.0, "options": {"expires": 3600.0}},
    "award-deeds": {"task": "economy.award_deeds", "schedule": 15.0, "options": {"expires": 15.0}},
    "cancel-overdue-redemptions": {
        "task": "economy.cancel_overdue_redemptions",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    "tend-partitions": {
        "task": "kernel.tend_partitions",
        "schedule": 12 * 3600.0,
        "options": {"expires": 3600.0},
    },
    "expire-holds": {"task": "economy.expire_holds", "schedule": 60.0, "options": {"expires": 60.0, "queue": "money"}},
    "forget-old-keys": {"task": "accounts.forget_old_keys", "schedule": 600.0, "options": {"expires": 600.0}},
    "erase-leavers": {"task": "accounts.erase_leavers", "schedule": 600.0, "options": {"expires": 600.0}},
    "tend-goals": {"task": "streams.tend_goals", "schedule": 30.0, "options": {"expires": 30.0, "queue": "money"}},
    "tend-shows": {"task": "streams.tend_shows", "schedule": 60.0, "options": {"expires": 60.0, "queue": "money"}},
    "check-milestones": {"task": "streams.check_milestones", "schedule": 30.0, "options": {"expires": 30.0}},
    "expire-held-lines": {"task": "streams.expire_held", "schedule": 30.0, "options": {"expires": 30.0}},
    "tend-rooms": {"task": "streams.tend_rooms", "schedule": 15.0, "options": {"expires": 15.0}},
    "close-hype": {"task": "streams.close_hype", "schedule": 5.0, "options": {"expires": 5.0}},
    "close-polls": {"task": "streams.close_polls", "schedule": 5.0, "options": {"expires": 5.0}},
    "sum-up-gifts": {"task": "economy.sum_up_gifts", "schedule": 300.0, "options": {"expires": 300.0}},
}
