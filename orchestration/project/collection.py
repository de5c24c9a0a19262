"""Makes Python collect cyclic garbage far less often than by default.

The modules of Great Expectations and Dagster and dbt's manifest are millions of objects that live as long as
the process. Python's collector scans them again and again and finds almost nothing. This took a sixth of the
CPU time of a refresh.
"""

import gc

# The number of new objects before the youngest generation is scanned, and of such scans before older ones
# are. A refresh makes about two million objects in all.
RARELY = (10_000, 200, 50)


def collect_rarely() -> None:
    """Sets collection thresholds that suit a process that runs dbt."""
    gc.set_threshold(*RARELY)
