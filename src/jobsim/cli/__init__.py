"""The command line: reads options, calls, prints. Heavy imports wait until a command needs them.

A room for each reader: ``officer``, ``analyst``, ``auditor``, ``engineer``; ``jobsim --help`` lists their commands so.
"""

from jobsim.cli.front import main

__all__ = ["main"]
