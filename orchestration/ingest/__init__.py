"""Brings the demonstration input into the warehouse: the files as they are, and the synthetic overlay."""

from orchestration.ingest.demonstration import load_demonstration
from orchestration.ingest.loads import LoadedTable

__all__ = ["LoadedTable", "load_demonstration"]
