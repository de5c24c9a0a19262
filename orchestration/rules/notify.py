"""What a segment's meta.notify asks for: who is told of what, and how soon something must be done."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.project.nearest import hint, nearest
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.registry import Segment

OWNER = "owner"
# Not `on`, which YAML reads as true.
KEYS = ("when", "to", "because", "within", "escalate_to", "digest")
ENTER, EXIT, HELD, LATE, GOAL_MISSED = "enter", "exit", "held", "late", "goal missed"
SIZE = re.compile(r"size (above|below) (\d+)")
KINDS = (ENTER, EXIT, "size above 500", "size below 20", HELD, LATE, GOAL_MISSED)
# What can move a customer. If it isn't known, whoever asks for one of them is told.
REASONS = ("data", "definition")
EXAMPLE = "{when: enter, to: owner, within: 24}"

# What a recipient is who isn't called by a name: an address, or the name of an environment variable.
MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
IN_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*")
# Hours: ten years.
LONGEST = 87_600


@dataclass(frozen=True)
class Notify:
    """One entry: what happens, and who is told; `within` hours (None: nothing must be done).

    `because`: the reason that is told alone, one of REASONS; None for any.
    """

    when: str
    to: str
    within: float | None = None
    escalate_to: tuple[str, ...] = ()
    digest: bool = False
    because: str | None = None

    @property
    def bound(self) -> tuple[str, int] | None:
        """Of a size: above or below, and of how many members."""
        found = SIZE.fullmatch(self.when)
        return (found[1], int(found[2])) if found else None


def notify_entries(segment: Segment) -> list[Notify]:
    """The entries of a segment whose meta.notify has no mistakes."""
    return [
        Notify(**{**entry, "escalate_to": tuple(_listed(entry.get("escalate_to")))})
        for entry in segment.meta.get("notify") or []
    ]


def people_of(project: Project) -> dict[str, str]:
    """The variable `people`: by name, a mail address or the name of an environment variable."""
    return project.variables.get("people") or {}


def people_mistakes(project: Project) -> Iterator[str]:
    """Sentences about the variable `people`, which never repeat what stands there: it may be a secret."""
    people, place = project.variables.get("people"), f"{PROJECT_FILE}: people"
    if people is not None and not isinstance(people, Mapping):
        yield f"{place} is not a mapping such as {{care_desk: care@example.com}}"
        return
    for name, reach in (people or {}).items():
        if str(name) == OWNER or not re.fullmatch("[a-z][a-z0-9_]*", str(name)):
            yield f"{place}: '{name}' can't name a person; use a-z, digits and _, and not '{OWNER}'"
        elif not isinstance(reach, str) or not (MAIL.fullmatch(reach) or IN_ENVIRONMENT.fullmatch(reach)):
            yield (
                f"{place}: {name} has neither a mail address nor the NAME of an environment variable that"
                " holds a webhook or an Apprise URL"
            )


def notify_mistakes(
    project: Project, manifest: Mapping[str, Any], segments: Iterable[Segment]
) -> Iterator[str]:
    """Sentences about the variable `people` and about meta.notify of these segments."""
    yield from people_mistakes(project)
    people = people_of(project)
    named = list(people) if isinstance(people, Mapping) else []
    reachable = {name for name, email in owners(manifest).items() if email}
    for segment in segments:
        known = [*([OWNER] if segment.node["config"].get("group") in reachable else []), *named]
        yield from (f"{segment.file}: {found}" for found in _mistakes(segment.meta.get("notify"), known))


def owners(manifest: Mapping[str, Any]) -> dict[str, str | None]:
    """By group, the mail address of its owner, if models/segments/groups.yml has one."""
    return {group["name"]: group["owner"].get("email") for group in manifest.get("groups", {}).values()}


def _mistakes(given: Any, known: list[str]) -> Iterator[str]:
    if given is None:
        return
    if not isinstance(given, list):
        yield f"meta.notify={given} is not a list of entries such as [{EXAMPLE}]"
        return
    seen = set()
    for number, entry in enumerate(given, 1):
        place = f"meta.notify: entry {number}"
        if not isinstance(entry, Mapping):
            yield f"{place}: {entry} is not an entry such as {EXAMPLE}"
            continue
        found = [*_key_mistakes(entry), *_recipient_mistakes(entry, known)]
        yield from (f"{place}: {sentence}" for sentence in found)
        if not found and (entry["when"], entry["to"]) in seen:
            yield f"{place}: '{entry['to']}' is told of '{entry['when']}' by an earlier entry, too; keep one"
        if not found:
            seen.add((entry["when"], entry["to"]))


def _key_mistakes(entry: Mapping[Any, Any]) -> Iterator[str]:
    for key in entry:
        if key is True or str(key) == "true":
            yield "unknown key 'on', which YAML reads as true; write when"
        elif key not in KEYS:
            yield f"unknown key '{key}'{hint(str(key), KEYS)}"
    when, within = entry.get("when"), entry.get("within")
    if when not in KINDS and not SIZE.fullmatch(str(when)):
        near = nearest(re.sub(r"\d+", "500", str(when)), KINDS)
        ending = f"; the nearest is '{near}'" if near else f"; valid are {', '.join(KINDS)}"
        yield f"when: '{when}' is not known{ending}"
    is_number = isinstance(within, int | float) and not isinstance(within, bool)
    if within is not None and not (is_number and 0 < within <= LONGEST):
        yield f"within: {within} is not a number of hours above 0, such as 24"
    because = entry.get("because")
    if because is not None and because not in REASONS:
        yield f"because: '{because}' is neither {' nor '.join(REASONS)}{hint(str(because), REASONS)}"
    elif because is not None and when not in (ENTER, EXIT):
        yield f"because: has no meaning with '{when}'; only {ENTER} and {EXIT} have a reason"
    if entry.get("escalate_to") and within is None:
        yield "escalate_to has no meaning without within, the hours after which the next person is told"
    if not isinstance(entry.get("digest", False), bool):
        yield f"digest: {entry['digest']} is neither true nor false"


def _recipient_mistakes(entry: Mapping[Any, Any], known: list[str]) -> Iterator[str]:
    if not entry.get("to"):
        yield "to: nobody is named; write owner, a name of the variable people, or a mail address"
    elif not isinstance(entry["to"], str):
        yield f"to: {entry['to']} is not one person; write an entry for each"
    to = [entry["to"]] if isinstance(entry.get("to"), str) and entry["to"] else []
    for key, people in (("to", to), ("escalate_to", _listed(entry.get("escalate_to")))):
        for person in people:
            if "://" in str(person):
                # It holds what nobody may read: the sentence doesn't repeat it.
                yield f"{key}: write the NAME of an environment variable that holds the address, not itself"
            elif person == OWNER and OWNER not in known:
                yield f"{key}: owner has no address; give the group an owner with an email in groups.yml"
            elif person not in known and not _is_reachable(str(person)):
                yield f"{key}: nobody is called '{person}'{hint(str(person), dict.fromkeys([*known, OWNER]))}"


def _is_reachable(person: str) -> bool:
    return bool(MAIL.fullmatch(person) or IN_ENVIRONMENT.fullmatch(person))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
