"""How much of a segment a change may move without somebody's word: the variable review, and meta.review."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from orchestration.project.nearest import hint
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.registry import Segment

KEY = "at_most_moved"
EXAMPLE = f"{{{KEY}: 0.1}}"


def at_most_moved(project: Project, segment: Segment) -> float | None:
    """Returns the share of its members that a change may move in and out; None for any."""
    given = segment.meta.get("review") or project.variables.get("review") or {}
    most = given.get(KEY)
    return None if most is None else float(most)


def review_mistakes(project: Project, segments: Iterable[Segment]) -> Iterator[str]:
    """Yields sentences about the variable and about meta.review of these segments."""
    yield from (f"{PROJECT_FILE}: {found}" for found in _mistakes(project.variables.get("review"), "review"))
    for segment in segments:
        yield from (
            f"{segment.file}: {found}" for found in _mistakes(segment.meta.get("review"), "meta.review")
        )


def _mistakes(given: Any, place: str) -> Iterator[str]:
    if given is None:
        return
    if not isinstance(given, Mapping):
        yield f"{place}={given} is not a mapping such as {EXAMPLE}"
        return
    for key in given:
        if key != KEY:
            yield f"{place}: unknown key '{key}'{hint(str(key), [KEY])}"
    most = given.get(KEY)
    is_number = isinstance(most, int | float) and not isinstance(most, bool)
    if most is not None and not (is_number and most >= 0):
        yield f"{place}: {KEY}: {most} is not a share of members, such as 0.1"
