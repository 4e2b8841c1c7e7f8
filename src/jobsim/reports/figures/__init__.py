"""Figures of a run or a study, in English and in Chinese; the same results give the same bytes.

A figure shows the numbers of a table and computes none of its own. Each names its unit, its scenario, run, replications
and seed; it is read in grey as in colour, and its legend stands where no data are.
"""

from jobsim.reports.figures import quiet  # noqa: F401  (before the others: they import matplotlib)
from jobsim.reports.figures.amounts import months, payers, programmes
from jobsim.reports.figures.differences import differences
from jobsim.reports.figures.distribution import distribution
from jobsim.reports.figures.exhaustion import exhaustion
from jobsim.reports.figures.fan import fan, limited_funds
from jobsim.reports.figures.flows import flows
from jobsim.reports.figures.of_run import of_run
from jobsim.reports.figures.rests import rests
from jobsim.reports.figures.style import Picture, save
from jobsim.reports.figures.targets import targets

__all__ = ["Picture", "differences", "distribution", "exhaustion", "fan", "flows", "limited_funds",
           "months", "of_run", "payers", "programmes", "rests", "save", "targets"]  # fmt: skip
