"""Imports matplotlib without its remarks on where it keeps its fonts: they are no message of a run."""

import logging

_logger = logging.getLogger("matplotlib")
_before = _logger.level
_logger.setLevel(logging.ERROR)
import matplotlib.font_manager  # noqa: E402, F401

_logger.setLevel(_before)
