from streams.consumers.stream import StreamSocket

__all__ = ["StreamSocket"]
