"""Calibration: ranges narrowed jointly by what was observed. History matching in waves, then a weighted sample."""
