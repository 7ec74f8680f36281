"""Run a program that must not outlive whoever started it.

Standard input is a pipe from the starter: when it closes, for whatever reason (kill -9 too), the program
is asked to stop, killed if it does not, and its temporary folder removed.

    guard.py FOLDER SIGNAL UID GID program arguments...
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from types import FrameType

SECONDS_TO_STOP = 10


def main(arguments: list[str]) -> int:
    folder = arguments[0]
    stop_signal, uid, gid = (int(value) for value in arguments[1:4])
    ours = os.geteuid()
    child = subprocess.Popen(
        arguments[4:],
        stdin=subprocess.DEVNULL,
        user=uid if uid != ours else None,
        group=gid if uid != ours else None,
        extra_groups=[] if uid != ours else None,
        # A group of its own: Ctrl-C reaches the starter alone, which then stops things in its order.
        start_new_session=True,
    )

    starter_is_gone = threading.Event()

    def stop(number: int = 0, frame: FrameType | None = None) -> None:
        if child.poll() is None:
            child.send_signal(stop_signal)
            timer = threading.Timer(SECONDS_TO_STOP, child.kill)
            timer.daemon = True
            timer.start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait_for_starter() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        starter_is_gone.set()
        stop()

    threading.Thread(target=wait_for_starter, daemon=True).start()
    code = child.wait()
    if starter_is_gone.is_set():
        shutil.rmtree(folder, ignore_errors=True)
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
