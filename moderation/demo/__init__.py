"""What of moderation a demo house shows."""

from moderation.demo import cases, identity, sanctions

__all__ = ["cases", "identity", "sanctions"]
