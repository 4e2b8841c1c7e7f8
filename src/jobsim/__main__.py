"""The entrance: ``jobsim`` and ``python -m jobsim``. Signals are heard before anything else is imported."""

import _signal  # type: ignore[import-not-found]  # without the enums of ``signal``, whose import takes time
import os

_SIGNALS = (_signal.SIGINT, _signal.SIGTERM)

_COLLECT = 100_000
"""Objects made until cycles among them are looked for: imports and a scenario make many, which stay to the end."""


def _hear(number: int, _frame: object) -> None:
    os.write(2, b"interrupted; nothing was written\n")
    os._exit(128 + number)


for _number in _SIGNALS:
    _signal.signal(_number, _hear)


def main() -> None:
    """Run the command line. After its last line a signal changes nothing any more."""
    import gc

    from jobsim import ending

    gc.set_threshold(_COLLECT)
    ending.listen()
    try:
        from jobsim.cli import main as command

        command()
    finally:
        for number in _SIGNALS:
            _signal.signal(number, _signal.SIG_IGN)


if __name__ == "__main__":
    main()
