"""Judges the candidates of a refresh before anything is published.

Knows: checks, bounds, facts, verdicts and Great Expectations.
May ask: `project`, `warehouse`.
Must never know: rules, dbt, and what is published.
"""

from orchestration.audit.check import Check
from orchestration.audit.project_checks import PROJECT_CHECKS
from orchestration.audit.run import audit_candidates
from orchestration.audit.segment_checks import SEGMENT_CHECKS
from orchestration.audit.validation import Validation
from orchestration.audit.verdicts import Verdict

__all__ = ["PROJECT_CHECKS", "SEGMENT_CHECKS", "Check", "Validation", "Verdict", "audit_candidates"]
