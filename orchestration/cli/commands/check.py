"""`segments check`: checks the files of segments and destinations, without evaluating any segment."""

from orchestration.cli.commands.listing import tell_drafts
from orchestration.dbt.in_process import Dbt
from orchestration.delivery.audience import contact_columns, recorded_arms
from orchestration.delivery.destinations import destination_mistakes
from orchestration.delivery.kinds import RecordedArms
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import unknown_segment
from orchestration.project.project import Project
from orchestration.rules.check import check_files, check_rules, value_warnings
from orchestration.rules.drafts import drafts
from orchestration.rules.registry import read_segments, segment_files
from orchestration.rules.vocabulary import read_vocabulary
from orchestration.terminal import console
from orchestration.warehouse.guarded import open_guarded


def check(project: Project, name: str | None, *, as_json: bool) -> None:
    """Reports that all segments, or the named one, have no mistakes.

    Warns about texts that never occur in the data.
    Raises RefusedError with a sentence for each mistake. If the warehouse can't be read, the refresh has to
    check the names of events, traits and lists, and the answer says so.
    """
    files = segment_files(project)
    if name is not None and name not in files:
        raise unknown_segment(name, list(files))
    unpublished = drafts(project)
    if name in unpublished:
        raise RefusedError(f"{files[name]}: {name} is a draft; remove enabled: false to check it.")
    manifest = Dbt(project).manifest()
    warnings: list[str] = []
    identifiers: list[str] | None = None
    arms: RecordedArms | None = None
    try:
        with open_guarded(project) as warehouse:
            mistakes, unread = check_rules(project, manifest, warehouse, name), None
            identifiers = contact_columns(warehouse) or None
            arms = recorded_arms(warehouse) or None
            # Texts are looked up only if the rules can be read.
            if not mistakes and read_vocabulary(warehouse):
                warnings = value_warnings(project, manifest, warehouse, name)
    except RefusedError as refusal:
        mistakes, unread = check_files(project, manifest), refusal.sentences[0]
    if name is None:
        hidden = {each.name: each.is_hidden for each in read_segments(manifest).values()}
        mistakes += destination_mistakes(project, hidden, identifiers, arms)
    else:
        mistakes = [mistake for mistake in mistakes if mistake.startswith(f"{files[name]}: ")]
    if mistakes:
        raise RefusedError(*mistakes)
    checked = 1 if name else len(files) - len(unpublished)
    if as_json:
        console.print_json(
            {
                **{"checked": checked, "mistakes": [], "warnings": warnings, "names_unchecked": unread},
                "drafts": unpublished,
            }
        )
        return
    console.out.print(f"{checked} segment{'' if checked == 1 else 's'} checked, no mistake found.")
    if name is None:
        tell_drafts(project)
    for warning in warnings:
        console.out.print(warning, style="yellow", markup=False, highlight=False)
    if unread:
        console.out.print(
            f"Names of events, traits and lists weren't checked: {unread}",
            markup=False,
            highlight=False,
        )
