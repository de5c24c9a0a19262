"""Which segments differ between two states of the project's files, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from orchestration.dbt.parsed import Files, files_of
from orchestration.project.layers import CONTACTS, CORE, SCORES, STAGING
from orchestration.project.project import Project
from orchestration.rules.former_names import former_names
from orchestration.rules.registry import FOLDER, Segment

Kind = Literal["new", "removed", "edited", "renamed", "downstream", "shared code", "unchanged"]

# What decides which customers and events a refresh takes in. Their change shows only in a refresh.
TAKEN_IN = (*(f"{layer.path}/" for layer in (STAGING, CORE, SCORES, CONTACTS)), "macros/intake/", "seeds/")


@dataclass(frozen=True)
class Change:
    """A segment that may have other members: its names before and after, of which one can be missing."""

    before: str | None
    after: str | None
    kind: Kind

    @property
    def name(self) -> str:
        """The name by which the change is told: the present one, or the last."""
        return str(self.after or self.before)


def changes(
    base: Mapping[str, Segment], head: Mapping[str, Segment], is_shared_code_changed: bool
) -> list[Change]:
    """Returns the changes of definitions, in order of names, and the segments built on what changed.

    If code that segments share changed, all others are returned too, as `shared code`.
    """
    formerly = {new: old for new, old in former_names(head).items() if old in base and old not in head}
    found: dict[str, Change] = {}
    for name, segment in head.items():
        before = formerly.get(name, name if name in base else None)
        if before is None:
            found[name] = Change(None, name, "new")
        elif _definition(base[before]) != _definition(segment):
            found[name] = Change(before, name, "edited")
        elif before != name:
            found[name] = Change(before, name, "renamed")
    gone = [name for name in base if name not in head and name not in formerly.values()]
    found |= {name: Change(name, None, "removed") for name in gone}
    touched = {one for change in found.values() for one in (change.before, change.after) if one}
    for name in _built_on(head, touched) - found.keys():
        found[name] = Change(formerly.get(name, name), name, "downstream")
    if is_shared_code_changed:
        others = head.keys() - found.keys()
        found |= {name: Change(formerly.get(name, name), name, "shared code") for name in others}
    return [found[name] for name in sorted(found)]


def unchanged(
    base: Mapping[str, Segment], head: Mapping[str, Segment], known: Iterable[Change]
) -> list[Change]:
    """Returns the segments of both states that no change names, for who wants all of them compared."""
    told = {change.name for change in known}
    return [Change(name, name, "unchanged") for name in sorted((head.keys() & base.keys()) - told)]


def changed_files(base: Project, head: Project) -> list[str]:
    """Returns the files that dbt reads and that differ, by their paths below the project's folder."""
    before, after = _within(files_of(base)), _within(files_of(head))
    return sorted(file for file in before.keys() | after.keys() if before.get(file) != after.get(file))


def shared_code(files: Iterable[str]) -> list[str]:
    """Returns the changed files that aren't segments' own."""
    return [file for file in files if not file.startswith(FOLDER)]


def taken_in(files: Iterable[str]) -> list[str]:
    """Returns the changed files whose effect only a refresh shows, because they decide what core has."""
    return [file for file in files if file.startswith(TAKEN_IN)]


def _within(files: Files) -> Files:
    # A profile outside of the project belongs to both states.
    return {file: content for file, content in files.items() if not file.startswith("/")}


def _definition(segment: Segment) -> tuple[Any, ...]:
    """Returns what determines the members and who sees them: rule, features, whom it gives way to, access."""
    asked = {name: dict(feature) for name, feature in segment.features.items()}
    return segment.rule, asked, segment.above, segment.is_hidden


def _built_on(segments: Mapping[str, Segment], touched: Iterable[str]) -> set[str]:
    """Returns the segments that reference any of these, or that give way to one, at any distance."""
    found = set(touched)
    while more := {name for name, one in segments.items() if found & set(one.below)} - found:
        found |= more
    return found & segments.keys()
