"""The hunt at length, in two processes: `make noninterference`. Goes on where a stop has left it.

Ends when enough traces were played and every (secret, kind of observer, route) was compared often enough, or when the
time is over; prints figures, the emptiest cells and every leak as a story. Exit code 1: a leak, or not enough.
"""

import argparse
import multiprocessing
import os
import time
from pathlib import Path
from random import Random

STATE = Path(__file__).parents[2] / "var" / "noninterference"
PROCESSES = 2
BATCH = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=2000, help="traces to play at least")
    parser.add_argument("--minutes", type=float, default=150, help="when to stop at the latest")
    parser.add_argument("--pairs", type=int, default=400, help="pairs of requests in a trace")
    parser.add_argument("--fresh", action="store_true", help="forget what was compared before")
    options = parser.parse_args()
    if options.fresh:
        for file in STATE.glob("*.npz"):
            file.unlink()
    begun = time.monotonic()
    end = begun + 60 * options.minutes
    spawn = multiprocessing.get_context("spawn")
    leaks = spawn.Manager().list()
    work = [
        spawn.Process(target=hunt, args=(place, options.traces, end - begun, options.pairs, leaks))
        for place in range(PROCESSES)
    ]
    for process in work:
        process.start()
    for process in work:
        process.join()
    broken = [process.exitcode for process in work if process.exitcode]
    return summary(list(leaks), options.traces, time.monotonic() - begun) or len(broken)


def _file(place: int) -> Path:
    return STATE / f"{place}.npz"


def _site() -> None:
    """An empty database of this process's own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)


def hunt(place: int, wanted: int, seconds: float, pairs: int, leaks: list[str]) -> None:
    """One process's share of the traces."""
    begun = time.monotonic()
    _site()
    from tests.noninterference.hunt import Hunt
    from tests.noninterference.ledger import Ledger
    from tests.noninterference.report import Leak
    from tests.noninterference.worlds import stage

    ledger = Ledger(_file(place), [_file(other) for other in range(PROCESSES) if other != place])
    earlier = ledger.seconds
    with stage() as made:
        search = Hunt(made, ledger, Random(1000 * place + ledger.traces), pairs)
        while time.monotonic() - begun < seconds and not _enough(ledger, wanted):
            try:
                search.batch(1_000_000 * place + ledger.traces, BATCH)
            except Leak as leak:
                search.known.add(leak.difference.place)
                leaks.append(str(leak))
                print(f"\n{leak}\n", flush=True)
            ledger.seconds = earlier + time.monotonic() - begun
            ledger.save()
            ledger.look_beside()
            print(f"process {place}: {ledger.traces} traces, {ledger.comparisons} comparisons", flush=True)


def _enough(ledger, wanted: int) -> bool:
    from tests.noninterference.hunt import lawful
    from tests.noninterference.ledger import ENOUGH

    return ledger.traces * PROCESSES >= wanted and bool(ledger.cells(lawful()).min() >= ENOUGH)


def summary(leaks: list[str], wanted: int, seconds: float) -> int:
    """Print the figures; 0 if nothing leaks and enough was compared."""
    _site()
    from tests.noninterference.hunt import lawful
    from tests.noninterference.ledger import ENOUGH, ROUTES, Ledger

    shares = [Ledger(_file(place)) for place in range(PROCESSES)]
    first = shares[0]
    for other in shares[1:]:
        first.beside += other.counts
    cells, pairs = first.cells(lawful()), list(lawful())
    traces = sum(share.traces for share in shares)
    print(f"{traces} traces, {len(ROUTES)} routes, {len({kind for _, kind in pairs})} kinds of observers")
    print(f"{sum(share.comparisons for share in shares)} comparisons, {int(cells.sum())} by secret")
    print(
        f"{cells.size} cells (secret, kind of observer, route), {int((cells < ENOUGH).sum())} below {ENOUGH}"
    )
    print("The emptiest:")
    for at in cells.ravel().argsort(kind="stable")[:8]:
        row, route = divmod(int(at), len(ROUTES))
        name, kind = pairs[row]
        print(f"  {cells[row, route]:3} × {name} / {kind} / {ROUTES[route] or '(front page)'}")
    print(f"{seconds:.0f} seconds now, {sum(share.seconds for share in shares):.0f} of processes in all")
    print(f"{len(leaks)} leaks")
    return int(bool(leaks) or traces < wanted or bool(cells.min() < ENOUGH))
