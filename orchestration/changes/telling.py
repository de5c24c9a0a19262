"""Words and figures of a comparison that the terminal and Markdown share."""

from collections.abc import Sequence

from orchestration.changes.diff import Diff
from orchestration.changes.difference import Difference
from orchestration.project.figures import number, percent


def headline(found: Diff, told: Sequence[Difference]) -> str:
    """Returns one sentence: how many customers move in how many segments, or that nobody moves."""
    moving = [each for each in told if each.moved.entered or each.moved.exited]
    beyond = [each for each in told if each.is_beyond]
    if not moving:
        return f"Nobody moves: {_segments(found.compared)} compared, no membership differs"
    entered, exited = (sum(getattr(each.moved, name) for each in moving) for name in ("entered", "exited"))
    said = f"{_segments(len(moving))} moving: {number(entered)} in, {number(exited)} out"
    return f"{said}; beyond the band: {', '.join(each.change.name for each in beyond)}" if beyond else said


def notes(found: Diff) -> list[str]:
    """Returns sentences about what the comparison can't show."""
    said = []
    if not found.is_base_known:
        said.append(
            f"Git doesn't have the files that {found.base} was made from: conditions before are unknown."
        )
    if found.refreshed:
        files = ", ".join(f"`{file}`" for file in found.refreshed)
        said.append(
            f"Only a refresh shows what {files} changes: customers and events are compared as they stand."
        )
    return said


def kind_of(each: Difference) -> str:
    """Returns what happened to a segment, in words."""
    change = each.change
    said = "other members than released" if change.kind == "unchanged" else change.kind
    if change.before and change.after and change.before != change.after:
        is_edited = "" if change.kind == "renamed" else f"{change.kind}, "
        said = f"{is_edited}renamed from {change.before}"
    return f"{said}, becomes {each.becomes}" if each.becomes else said


def worth(each: Difference) -> tuple[str, str]:
    """Returns the value of the members before and after."""
    return number(each.moved.value_before), number(each.moved.value_after)


def verdict(each: Difference) -> str:
    """Returns whether a segment moves more than its band allows, or nothing without a band."""
    if each.at_most_moved is None:
        return ""
    return f"{'beyond' if each.is_beyond else 'within'} {percent(each.at_most_moved)}"


def _segments(count: int) -> str:
    return f"{number(count)} segment{'' if count == 1 else 's'}"
