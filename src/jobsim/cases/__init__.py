"""Rule cases: scripted histories of one person or firm, and the exact payments they must give."""

from jobsim.cases.runner import CaseResult, run_cases

__all__ = ["CaseResult", "run_cases"]
