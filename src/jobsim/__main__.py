"""The entrance: ``jobsim`` and ``python -m jobsim``. Signals are heard before anything else is imported."""

import os
import signal
from typing import Any, NoReturn


def _hear(number: int, _frame: Any) -> NoReturn:
    os.write(2, b"interrupted; nothing was written\n")
    os._exit(128 + number)


for _number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(_number, _hear)


def main() -> None:
    """Run the command line. After its last line a signal changes nothing any more."""
    from jobsim import ending

    ending.listen()
    try:
        from jobsim.cli import main as command

        command()
    finally:
        for number in ending.SIGNALS:
            signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    main()
