"""`python -m tests.noninterference`; the processes that it starts import the module by its name."""

import sys

from tests.noninterference.at_length import main

if __name__ == "__main__":
    sys.exit(main())
