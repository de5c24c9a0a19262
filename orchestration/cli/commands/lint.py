"""`segments lint`: reports doubtful segments that have no mistakes."""

from collections import defaultdict
from dataclasses import asdict

import typer
from rich.text import Text

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.rules.check import check_files, dialect
from orchestration.rules.lint import Finding, has_members, lint_files, lint_lists, lint_members
from orchestration.terminal import console
from orchestration.warehouse.guarded import PREVIEW_SECONDS, open_guarded


def lint(project: Project, *, strict: bool, as_json: bool) -> None:
    """Prints the findings by segment. With `strict`, any finding ends the command with code 1.

    Raises RefusedError for mistakes in the files. Without a readable warehouse, it judges only the files.
    """
    manifest = Dbt(project).manifest()
    mistakes = check_files(project, manifest)
    if mistakes:
        raise RefusedError(*mistakes)
    findings, unread = lint_files(manifest), "no refresh has found members yet"
    try:
        with open_guarded(project, PREVIEW_SECONDS) as warehouse:
            findings += lint_lists(warehouse)
            if has_members(warehouse):
                found, unknown = lint_members(manifest, warehouse, dialect(project))
                findings += found
                unread = f"no refresh has evaluated {', '.join(unknown)} as it stands" if unknown else ""
    except RefusedError as refusal:
        unread = refusal.sentences[0]
    findings.sort(key=lambda finding: (finding.file, finding.check, finding.sentence))
    if as_json:
        console.print_json(
            {"findings": [asdict(finding) for finding in findings], "members_unread": unread or None}
        )
    else:
        _print(findings, unread)
    if strict and findings:
        raise typer.Exit(1)


def _print(findings: list[Finding], unread: str) -> None:
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.file].append(finding)
    for file, found in by_file.items():
        console.out.print(file, style="bold", highlight=False)
        for finding in found:
            line = Text.assemble("  ", (finding.check, "yellow"), f"  {finding.sentence}")
            console.out.print(line, highlight=False)
    counts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((len(findings), "finding"), (len(by_file), "file"))
    ]
    console.out.print(f"{' in '.join(counts)}." if findings else "No finding.")
    if unread:
        console.out.print(f"Not judged by members: {unread}.", markup=False, highlight=False)
