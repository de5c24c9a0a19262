"""Arms that are recorded before a campaign begins, as the variable `campaigns` declares them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.project.nearest import hint
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.campaigns import FILE, read_campaigns

VARIABLE = "campaigns"
KEYS = ("arms", "strata", "competing_set", "priority")
# The quarter of a segment by value, 1 for the highest, unless customers have a trait of this name.
VALUE_TIER = "value_tier"
WHOLE = 10_000
EXAMPLE = "arms: {mailing: 88, holdout: 12}"


@dataclass(frozen=True)
class DeclaredArms:
    """What one campaign declares: hundredths of a percent by arm, 10,000 in all, in the order of the file.

    `strata` are the traits within whose values the arms are drawn. Of the campaigns of a `competing_set`, a
    customer gets one at a time; the lowest `priority` goes first.
    """

    campaign: str
    arms: Mapping[str, int]
    strata: tuple[str, ...]
    competing_set: str | None
    priority: int | None


def read_declared_arms(project: Project) -> dict[str, DeclaredArms]:
    """Returns by campaign what the variable declares. declared_mistakes() must have found nothing."""
    return {
        name: DeclaredArms(
            campaign=name,
            arms={arm: round(percent * 100) for arm, percent in said["arms"].items()},
            strata=tuple(said.get("strata") or ()),
            competing_set=said.get("competing_set"),
            priority=said.get("priority"),
        )
        for name, said in (project.variables.get(VARIABLE) or {}).items()
    }


def declared_mistakes(project: Project, traits: Iterable[str] | None = None) -> Iterator[str]:
    """Yields a sentence for each mistake in the variable. traits: those of customers, None if unknown."""
    declared = project.variables.get(VARIABLE) or {}
    if not isinstance(declared, Mapping):
        yield f"{PROJECT_FILE}: {VARIABLE}: '{declared}' has no names; write it like {{NAME: {{{EXAMPLE}}}}}"
        return
    campaigns = dict.fromkeys(row.campaign for row in read_campaigns(project))
    known = None if traits is None else [VALUE_TIER, *(name for name in traits if name != "customer_id")]
    taken: dict[tuple[str, int], str] = {}
    for name, said in declared.items():
        found = list(_of_name(project, name, campaigns))
        if not isinstance(said, Mapping):
            found.append(f"'{said}' isn't what a campaign declares; write it like {{{EXAMPLE}}}")
        else:
            found += [*_of_keys(said), *_of_arms(said.get("arms")), *_of_strata(said.get("strata"), known)]
            found += _of_set(str(name), said, taken)
        yield from (f"{PROJECT_FILE}: {VARIABLE}: {name}: {sentence}" for sentence in found)


def _of_name(project: Project, name: Any, campaigns: Iterable[str]) -> Iterator[str]:
    if not isinstance(name, str):
        yield f"the name isn't a text; write '{name}'"
    elif name not in campaigns:
        yield f"no row of {FILE} is of this campaign{hint(name, campaigns)}"
    if name in (project.variables.get("experiments") or {}):
        yield "experiments has arms of the same name; leave them in one of the two"


def _of_keys(said: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown key '{key}'{hint(str(key), KEYS)}" for key in said if key not in KEYS)


def _of_arms(arms: Any) -> Iterator[str]:
    if not isinstance(arms, Mapping) or not arms:
        yield f"arms: '{arms}' isn't a percent by arm; write it like {EXAMPLE}"
        return
    wrong = False
    for arm, percent in arms.items():
        if not isinstance(arm, str) or not arm:
            wrong = True
            yield f"arms: '{arm}' isn't a text; write '{arm}' in quotes"
        is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
        if not is_number or not 0 < percent <= 100 or abs(percent * 100 - round(percent * 100)) > 1e-9:
            wrong = True
            yield f"arms: {arm}: '{percent}' isn't a percent above 0 and up to 100 with at most two decimals"
    if not wrong and sum(round(percent * 100) for percent in arms.values()) != WHOLE:
        total = sum(round(percent * 100) for percent in arms.values()) / 100
        yield f"arms: they add up to {total:g} percent, not 100; give the others an arm, too"


def _of_strata(strata: Any, known: list[str] | None) -> Iterator[str]:
    if strata is None:
        return
    if not isinstance(strata, list) or not all(isinstance(name, str) for name in strata):
        yield f"strata: '{strata}' isn't a list of traits; write it like [country, {VALUE_TIER}]"
        return
    for name in dict.fromkeys(strata):
        if strata.count(name) > 1:
            yield f"strata: '{name}' stands there twice"
        if known is not None and name not in known:
            yield f"strata: customers have no trait '{name}'{hint(name, known)}"


def _of_set(name: str, said: Mapping[str, Any], taken: dict[tuple[str, int], str]) -> Iterator[str]:
    competing, priority = said.get("competing_set"), said.get("priority")
    if competing is None and priority is None:
        return
    if competing is not None and (not isinstance(competing, str) or not competing):
        yield f"competing_set: '{competing}' isn't a text"
    elif competing is None:
        yield f"priority: {priority} is given without competing_set; name the set of campaigns that compete"
    elif isinstance(priority, bool) or not isinstance(priority, int) or priority < 1:
        yield (
            f"priority: competing_set '{competing}' needs a whole number (1 goes first); received {priority}"
        )
    else:
        first = taken.setdefault((competing, priority), name)
        if first != name:
            yield f"priority: {priority} of competing_set '{competing}' is taken by {first}"
