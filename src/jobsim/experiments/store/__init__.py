"""Replications that are kept, so that none is simulated twice.

A replication is a pure function of the model, the scenario, the seed and its number: the same key always gives the same
tables. They are kept in blocks, one file each, under a folder per key (a *shelf*). A run takes what its shelf holds,
simulates the rest, and adds it; a run that was killed has lost the block in hand and no more.
"""

from jobsim.experiments.store.shelf import OFF, VARIABLE, Shelf, limit, shelf_of, store_folder

__all__ = ["OFF", "VARIABLE", "Shelf", "limit", "shelf_of", "store_folder"]
