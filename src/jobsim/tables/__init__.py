"""Every table of a result once: titles, units, notes and a frame, which all faces show and none works out anew.

A room for each table, with one function from :class:`~jobsim.experiments.results.Results` to :class:`~table.Table`;
:func:`~jobsim.tables.result.tables` lists those of a run in the order in which they are read.
"""
