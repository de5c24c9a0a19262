"""The destinations, as the files destinations/NAME.yml declare them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.delivery.kinds import INTERNAL, KINDS, Limits, RecordedArms
from orchestration.delivery.mistakes import file_mistakes, read
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint
from orchestration.project.project import Project

FOLDER = "destinations"


@dataclass(frozen=True)
class Destination:
    """One file: where audiences go, which, and with what.

    `columns` are the identifiers that it may have, `match` the one by which it knows a member. `channel` is
    where the members must be contactable; None for a destination inside the company. `campaign` and `arm`
    name a recorded arm, whose customers it gets instead of all members. `settings` holds what its kind alone
    says.
    """

    name: str
    kind: str
    segments: tuple[str, ...]
    columns: tuple[str, ...]
    match: str
    channel: str | None
    allow_hidden: bool
    limits: Limits
    settings: Mapping[str, Any]
    campaign: str | None = None
    arm: str | None = None

    @property
    def file(self) -> str:
        """The file as seen from the project's folder."""
        return f"{FOLDER}/{self.name}.yml"


def destination_files(project: Project) -> dict[str, Path]:
    """By name, the files in destinations/; empty without the folder."""
    found = sorted((project.root / FOLDER).glob("*.yml")) + sorted((project.root / FOLDER).glob("*.yaml"))
    return {file.stem: file for file in found}


def destination_mistakes(
    project: Project,
    segments: Mapping[str, bool],
    columns: Iterable[str] | None = None,
    arms: RecordedArms | None = None,
) -> list[str]:
    """A sentence for each mistake in any file.

    segments: by name, whether it is hidden. columns: those of contacts_relation, None where nobody knows.
    arms: those recorded, likewise.
    """
    known = None if columns is None else list(columns)
    return [
        f"{FOLDER}/{file.name}: {sentence}"
        for file in destination_files(project).values()
        for sentence in file_mistakes(file, segments, known, arms)
    ]


def read_destinations(project: Project, names: Iterable[str]) -> list[Destination]:
    """The destinations of these names, whose files have no mistake."""
    files = destination_files(project)
    return [_destination(name, read(files[name])) for name in names]


def unknown_destination(project: Project, name: str) -> RefusedError:
    """The refusal of a name that no file has."""
    known = list(destination_files(project))
    ending = hint(name, known) if known else f"; declare one in {FOLDER}/{name}.yml (docs/activation.md)"
    return RefusedError(f"No destination is called '{name}'{ending}.")


def _destination(name: str, said: Mapping[str, Any]) -> Destination:
    kind = KINDS[said["kind"]]
    given = {"batch_size": min(Limits.batch_size, kind.most_rows), **(said.get("limits") or {})}
    return Destination(
        name=name,
        kind=said["kind"],
        segments=tuple(said["segments"]),
        columns=tuple(said["columns"]),
        match=said["match"],
        channel=None if said.get("purpose") == INTERNAL else str(said["channel"]).strip().lower(),
        allow_hidden=bool(said.get("allow_hidden", False)),
        limits=Limits(**given),
        settings={key: said[key] for key in (*kind.required, *kind.optional) if key in said},
        campaign=said.get("campaign"),
        arm=said.get("arm"),
    )
