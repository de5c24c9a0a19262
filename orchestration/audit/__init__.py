"""Judges the candidates of a refresh before anything is published."""

from orchestration.audit.checks import PROJECT_CHECKS, SEGMENT_CHECKS, Check
from orchestration.audit.run import audit_candidates
from orchestration.audit.validation import Validation
from orchestration.audit.verdicts import Verdict

__all__ = ["PROJECT_CHECKS", "SEGMENT_CHECKS", "Check", "Validation", "Verdict", "audit_candidates"]
