"""What git says of the project's folder."""

import subprocess

from orchestration.project.project import Project

# What git adds to a commit if files that it knows differ from it.
DIRTY = "-dirty"


def git(project: Project, *arguments: str) -> str | None:
    """Returns what a command of git prints in the project's folder; None if it fails or git isn't there."""
    command = ["git", "-C", str(project.root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def commit_of_files(project: Project) -> str:
    """Returns the commit of the files, marked by DIRTY if they differ from it, or '' outside git."""
    return git(project, "describe", "--always", f"--dirty={DIRTY}", "--abbrev=40", "--exclude=*") or ""
