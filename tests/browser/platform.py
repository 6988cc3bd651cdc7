"""The whole platform as separate processes, the way `make demo` runs it, on the tests' database."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from common.children import Child
from tests.faults.plant import Plant, kill, wait_until


class Platform(Plant):
    """Worker, reconciler and Redis of the plant, and the web server people's browsers talk to."""

    def __init__(self, directory: Path, handlers: tuple[str, ...] = ()) -> None:
        super().__init__(directory, handlers)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.web: Child = self._child(
            "web",
            *("-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(self.port)),
            *("--timeout-graceful-shutdown", "2", "--log-level", "warning", "--no-access-log"),
        )

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        super().start()
        if not self.web.running:
            self.web.start()
            wait_until(self._answers, 40, "the first page")

    def stop(self) -> None:
        if self.web.running:
            kill(self.web)
        super().stop()

    def _answers(self) -> bool:
        connection = HTTPConnection("localhost", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz/")
            with connection.getresponse() as response:
                return response.status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
