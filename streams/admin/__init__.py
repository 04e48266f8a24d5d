"""Streams at the desk. Importing it registers its pages."""

from streams.admin import goals, polls, streams

__all__ = ["goals", "polls", "streams"]
