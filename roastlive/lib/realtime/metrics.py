"""What is counted about sockets."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

SOCKETS = Gauge("roastlive_sockets", "Sockets that are open.", multiprocess_mode="livesum")
ROOMS = Gauge("roastlive_rooms", "Rooms with somebody in them, in each process.", multiprocess_mode="livesum")
FRAMES = Counter("roastlive_frames", "Frames made for whole rooms.", ["kind"])
DELIVERIES = Counter("roastlive_deliveries", "Frames written to sockets.", ["kind"])
RECEIVED = Counter("roastlive_socket_messages", "Messages from clients that were understood.", ["type"])
ERRORS = Counter("roastlive_socket_errors", "Messages from clients that were answered by an error.", ["code"])
REFUSED = Counter("roastlive_sockets_refused", "Sockets that were not let in.", ["reason"])
CLOSED_SLOW = Counter("roastlive_slow_sockets", "Sockets closed because they did not drain.")
RESYNCED = Counter("roastlive_room_resyncs", "Times a whole room got a new snapshot because something was lost.")
BUS_LOST = Counter("roastlive_bus_reconnects", "Times the connection to the bus was lost.")
PUBLISH_FAILED = Counter("roastlive_publish_failures", "Publications that could not be handed to Redis.")
