"""The entrance: ``jobsim`` and ``python -m jobsim``. Signals are heard before anything else is imported."""

from __future__ import annotations

import signal

from jobsim import ending


def main() -> None:
    """Run the command line. After its last line a signal changes nothing any more."""
    ending.listen()
    try:
        from jobsim.cli import main as command

        command()
    finally:
        for number in ending.SIGNALS:
            signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    main()
