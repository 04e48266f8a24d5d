"""A wire between the store and its server that can be cut, or lets through only what goes one way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Proxy:
    """Answers on a port of its own. While `answers` is cleared, requests arrive and nothing comes back."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.answers = threading.Event()
        self.answers.set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            for source, sink, gate in ((near, far, None), (far, near, self.answers)):
                threading.Thread(target=self._pass_on, args=(source, sink, gate), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, gate: threading.Event | None) -> None:
        try:
            while data := source.recv(65536):
                if gate is None or gate.is_set():
                    sink.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            sink.close()

    def close(self) -> None:
        self._listener.close()


@contextmanager
def proxy_to(uri: str) -> Iterator[Proxy]:
    address = urlsplit(uri)
    proxy = Proxy((address.hostname or "127.0.0.1", address.port or 27017))
    try:
        yield proxy
    finally:
        proxy.close()
