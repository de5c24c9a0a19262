"""A campaign that is to start: its declaration, segments and days, and the campaigns beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from orchestration.campaigns.recorded import Published, Recorded
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint, nearest
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.cadences import LIVING
from orchestration.rules.campaigns import FILE, Campaign, read_campaigns
from orchestration.rules.declared_arms import EXAMPLE, VARIABLE, DeclaredArms, read_declared_arms


@dataclass(frozen=True)
class Planned:
    """A campaign with its days, and its segments in the order of the file."""

    declared: DeclaredArms
    segments: tuple[str, ...]
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.declared.campaign


def read_planned(project: Project) -> dict[str, Planned]:
    """Returns by name the campaigns that declare arms, whose files have no mistake."""
    rows: dict[str, list[Campaign]] = {}
    for row in read_campaigns(project):
        rows.setdefault(row.campaign, []).append(row)
    return {
        name: Planned(
            declared,
            tuple(dict.fromkeys(row.segment for row in rows[name])),
            min(row.starts_on for row in rows[name]),
            max(row.ends_on for row in rows[name]),
        )
        for name, declared in read_declared_arms(project).items()
    }


def to_start(planned: Mapping[str, Planned], names: Sequence[str]) -> list[Planned]:
    """Returns the campaigns of these names, those of a competing set by priority.

    Raises RefusedError for one that declares no arms.
    """
    for name in names:
        if name not in planned:
            near = nearest(name, planned)
            ending = f"the nearest is '{near}'" if near else f"declare it, like {{{name}: {{{EXAMPLE}}}}}"
            raise RefusedError(f"{PROJECT_FILE}: {VARIABLE}: no campaign is called '{name}'; {ending}.")
    chosen = [planned[name] for name in dict.fromkeys(names)]
    return sorted(chosen, key=lambda one: (one.declared.competing_set or "", one.declared.priority or 0))


def check_start(
    project: Project,
    campaign: Planned,
    recorded: Mapping[str, Recorded],
    published: Mapping[str, Published],
    now: datetime,
) -> None:
    """Raises RefusedError for a campaign that was started, that has begun, or whose segment isn't published.

    now: a UTC time. Where the members show the past on purpose, the campaign's days lie there, too.
    """
    name = campaign.name
    if name in recorded:
        raise RefusedError(
            f"{name} was started on {recorded[name].recorded_at:%Y-%m-%d %H:%M} UTC, and its arms stay as"
            " they were recorded; a campaign that runs again gets a name of its own."
        )
    zone = ZoneInfo(project.variables["time_zone"])
    begins_at = datetime.combine(campaign.starts_on, time(), zone).astimezone(UTC).replace(tzinfo=None)
    for segment in campaign.segments:
        if segment not in published:
            raise RefusedError(
                f"{FILE}: {name}: no release has published a segment '{segment}'{hint(segment, published)}."
            )
        members = published[segment]
        shows_past = members.published_at - members.as_of > LIVING
        known_at = members.as_of if shows_past else max(now, members.as_of)
        if known_at >= begins_at:
            raise RefusedError(
                f"{FILE}: {name} begins on {campaign.starts_on}, and it is {_day(known_at, zone)}"
                f"{f', the as-of time of {segment}' if known_at != now else ''}: arms are recorded before a"
                " campaign begins; give it a later starts_on."
            )


def competing(
    campaign: Planned, recorded: Mapping[str, Recorded], planned: Mapping[str, Planned]
) -> list[str]:
    """Returns the campaigns of the same set that were started, and run on a day of this one's.

    They end when the file says so now; if it doesn't name them any more, when it said so at their start.
    """
    if campaign.declared.competing_set is None:
        return []
    ends = {name: one.ends_on for name, one in planned.items()}
    return sorted(
        name
        for name, one in recorded.items()
        if one.competing_set == campaign.declared.competing_set
        and one.starts_on <= campaign.ends_on
        and ends.get(name, one.ends_on) >= campaign.starts_on
    )


def passed_over(
    campaign: Planned, recorded: Mapping[str, Recorded], planned: Mapping[str, Planned]
) -> list[str]:
    """Returns the campaigns of the same set and days that go first by priority, and weren't started."""
    declared = campaign.declared
    if declared.competing_set is None or declared.priority is None:
        return []
    return [
        one.name
        for one in planned.values()
        if one.declared.competing_set == declared.competing_set
        and (one.declared.priority or 0) < declared.priority
        and one.name not in recorded
        and one.starts_on <= campaign.ends_on
        and one.ends_on >= campaign.starts_on
    ]


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.replace(tzinfo=UTC).astimezone(zone).date()
