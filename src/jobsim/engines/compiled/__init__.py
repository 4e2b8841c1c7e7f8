"""The compiled engine: the same lives and rules, built by numba, over structured arrays, without the GIL."""
