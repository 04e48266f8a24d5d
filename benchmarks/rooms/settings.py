"""Settings of the measured servers: the house's own, with limits that one client process with all sockets fits in."""

import os

from roastlive.settings.test import *  # noqa: F403
from roastlive.settings.test import REDIS_URL

REALTIME = {"sockets_per_address": 20_000, "messages": (100_000, 1), "recheck_seconds": 3600.0}
LOG_LEVEL = "WARNING"
# The core layer waits for messages longer than redis-py's own patience with a socket.
HOSTS = [{"address": REDIS_URL, "socket_timeout": None}]
LAYERS = {
    # More than the usual 100, so that the core layer drops nothing at the pace it can keep.
    "core": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": HOSTS, "capacity": 2000}},
    "pubsub": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": HOSTS}},
}
CHANNEL_LAYERS = {"default": LAYERS[os.environ.get("BENCH_LAYER", "pubsub")]}
