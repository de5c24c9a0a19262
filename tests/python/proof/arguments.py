"""The arguments of a run, as dbt's command line would give them to the proof's harness."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .engines import target


def arguments_of(root: Path, variables: Mapping[str, Any]) -> Namespace:
    """Returns what dbt would make of `dbt run` in this project, with these variables."""
    return Namespace(
        project_dir=str(root),
        profiles_dir=str(root),
        profile=None,
        target=target(),
        vars=dict(variables),
        threads=1,
        which="run",
        full_refresh=False,
        macro_debugging=False,
        defer=False,
        state=None,
        quiet=True,
        static_parser=False,
        send_anonymous_usage_stats=False,
        log_cache_events=False,
        partial_parse=False,
        empty=False,
        sample=None,
    )
