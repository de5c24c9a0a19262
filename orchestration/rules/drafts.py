"""Drafts: segments that somebody has to review before a refresh publishes them.

A draft is a segment whose YAML says `enabled: false`. dbt leaves it out, so no release has it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.entries import read_entries
from orchestration.rules.registry import FOLDER, segment_files

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
MARK = """\
# A draft: review the rule and the texts, then remove `enabled: false`.
# Until then, no refresh publishes it.
"""
COLUMNS = [
    {"name": "customer_id", "description": "The member."},
    {
        "name": "entered_at",
        "description": "The time (UTC) since which the customer has been a member without a break.",
    },
]


@dataclass(frozen=True)
class Draft:
    """A segment to be written: where it belongs, and what is known of it."""

    name: str
    family: str
    group: str
    conditions: Sequence[str]
    description: str
    access: str = "public"


def drafts(project: Project) -> list[str]:
    """Returns the names of the drafts, in their order."""
    files = segment_files(project)
    return sorted(
        entry.name
        for entry in read_entries(project)
        if entry.kind == "models" and entry.name in files and entry.config.get("enabled") is False
    )


def write_draft(project: Project, draft: Draft) -> list[Path]:
    """Writes a draft's rule and its YAML. Returns both files.

    Raises RefusedError for a name that is taken or none, and for a family or an owner that there isn't.
    """
    folder = _folder(project, draft)
    rule, described = folder / f"{draft.name}.sql", folder / f"{draft.name}.yml"
    if described.exists():
        raise RefusedError(f"{described.relative_to(project.root)} is there already; nothing was written.")
    config = {
        "enabled": False,
        "group": draft.group,
        "access": draft.access,
        "tags": ["daily"],
        "meta": {"objective": "To be written by whoever reviews this draft"},
    }
    entry = {"name": draft.name, "description": draft.description, "config": config, "columns": COLUMNS}
    text = yaml.safe_dump({"version": 2, "models": [entry]}, sort_keys=False, width=100, allow_unicode=True)
    conditions = "\n    and ".join(draft.conditions)
    # The YAML first: a rule without its mark would be published.
    described.write_text(f"{MARK}{text}", encoding="utf-8")
    rule.write_text(f"{{% call segment() %}}\n    {conditions}\n{{% endcall %}}\n", encoding="utf-8")
    return [rule, described]


def told(project: Project, name: str, files: Sequence[Path]) -> str:
    """Returns the sentences that say where a draft is and what to do with it."""
    written = " and ".join(file.relative_to(project.root).as_posix() for file in files)
    return (
        f"Written: {written}. It is a draft: review it, then remove enabled: false."
        f" `segments preview {name}` shows its members then, and the next refresh publishes it."
    )


def refuse_unfit(project: Project, name: str, family: str | None, group: str | None) -> tuple[str, str]:
    """Returns the family and the owner of a draft of this name, if they are given or there is only one.

    Raises RefusedError as write_draft() does.
    """
    families = sorted(path.name for path in (project.root / FOLDER).iterdir() if path.is_dir())
    groups = sorted(entry.name for entry in read_entries(project) if entry.kind == "groups")
    if not NAME.fullmatch(name):
        raise RefusedError(
            f"--write '{name}' is not a segment's name: lower-case letters, digits and underscores."
        )
    taken = segment_files(project).get(name)
    if taken:
        raise RefusedError(f"--write '{name}': {taken} is there already; nothing was written.")
    return _one_of("--family", family, families), _one_of("--group", group, groups)


def _one_of(option: str, given: str | None, valid: list[str]) -> str:
    if given is None and len(valid) == 1:
        return valid[0]
    if given is None:
        raise RefusedError(f"--write needs {option} NAME, one of {', '.join(valid)}.")
    if given not in valid:
        raise RefusedError(f"{option} '{given}' is not there{hint(given, valid)}.")
    return given


def _folder(project: Project, draft: Draft) -> Path:
    refuse_unfit(project, draft.name, draft.family, draft.group)
    return project.root / FOLDER / draft.family
