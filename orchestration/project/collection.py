"""How often Python looks for garbage that refers to itself: far less than it does unasked.

dbt's manifest, Dagster's and Great Expectations' modules are some millions of objects that live as long as
the process. Python's collector goes through them again and again and finds next to nothing: that was a sixth
of the CPU seconds of a refresh.
"""

import gc

# New objects before the youngest are looked through, and after how many such looks the older ones are. A
# refresh makes some two million objects in all.
RARELY = (10_000, 200, 50)


def collect_rarely() -> None:
    """From now on collect as befits a process that runs dbt."""
    gc.set_threshold(*RARELY)
