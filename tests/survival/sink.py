"""A mail server on this machine that keeps every letter it accepts, and can hold back its answer to one."""

import email
import socketserver
import threading
from collections import Counter
from email.message import Message
from types import TracebackType

PATIENCE = 60


class Sink:
    """Use as a context. `arrived` holds every letter in the order of arrival, repeated ones again."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.holding = threading.Event()
        self._hold_at: int | None = None
        self._go_on = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.sink = self
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> "Sink":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._go_on.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def hold_at(self, count: int) -> None:
        """Keep the letter that makes the number of arrivals `count`, but do not answer before `let_go`."""
        with self._lock:
            assert len(self.arrived) < count, "it has arrived already"
            self.holding.clear()
            self._go_on.clear()
            self._hold_at = count

    def let_go(self) -> None:
        self._go_on.set()

    def times(self) -> Counter[str]:
        """How often each letter has arrived, by its Message-ID."""
        with self._lock:
            return Counter(str(letter["Message-ID"]) for letter in self.arrived)

    def take(self, data: bytes) -> None:
        with self._lock:
            self.arrived.append(email.message_from_bytes(data))
            hold = len(self.arrived) == self._hold_at
        if hold:
            self.holding.set()
            self._go_on.wait(PATIENCE)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


class _Conversation(socketserver.StreamRequestHandler):
    """Just enough SMTP for one who sends mail."""

    server: _Server

    def handle(self) -> None:
        try:
            self._say("220 sink")
            while line := self.rfile.readline():
                if not self._answer(line.strip().upper()):
                    return
        except OSError:
            pass  # the sender was killed

    def _answer(self, command: bytes) -> bool:
        if command == b"QUIT":
            self._say("221 bye")
            return False
        if command != b"DATA":
            self._say("250 ok")
            return True
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # cut off within a letter: it has not been accepted
            lines.append(line.removeprefix(b"."))
        self.server.sink.take(b"".join(lines))
        self._say("250 accepted")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
