"""Who accepts moved members stands in messages of commits, wherever a merge or a squash puts the line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from orchestration.project.git import accepted_moves
from orchestration.project.project import Project

SQUASHED = """The new loyalty rule (#12)

* Count orders

Members-move: Ida: the new loyalty rule

* Count fewer days

Members-move:  Tor: fewer days

Co-authored-by: Tor <tor@example.com>
"""


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    _git(tmp_path, "init", "--quiet")
    for message in ("First\n\nMembers-move: Una: the start", SQUASHED, "We say Members-move: in docs"):
        _git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", message)
    return Project(tmp_path, "duckdb")


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("HEAD~2", ["Ida: the new loyalty rule", "Tor: fewer days"]),
        ("HEAD~1", []),
        ("0" * 40, []),
        (None, []),
    ],
)
def test_lines_count_since_the_last_release(repository: Project, since: str | None, said: list[str]) -> None:
    commit = _git(repository.root, "rev-parse", since) if since and since.startswith("HEAD") else since
    assert accepted_moves(repository, commit) == said
    assert accepted_moves(repository, f"{commit}-dirty" if commit else None) == said


def test_a_clone_without_the_last_release_reads_the_present_commit(repository: Project) -> None:
    _git(repository.root, "commit", "--quiet", "--allow-empty", "--message", SQUASHED)
    assert accepted_moves(repository, "0" * 40) == ["Ida: the new loyalty rule", "Tor: fewer days"]


def test_outside_git_nobody_accepts_anything(tmp_path: Path) -> None:
    assert accepted_moves(Project(tmp_path, "duckdb"), None) == []
