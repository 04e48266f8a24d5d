"""One room full of sockets: ours beside what Channels' tutorial builds and beside the least a server can do.

`python -m benchmarks.rooms` (make bench-rooms). Every server is measured by the processor time that it itself used; the
load client is a process of its own on another core, and counts every message at every socket.
"""
