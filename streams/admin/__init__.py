"""Streams at the desk. Importing it registers its pages."""

from streams.admin import goals, polls

__all__ = ["goals", "polls"]
