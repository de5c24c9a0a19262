"""What is wrong with a destination's file, in sentences that never repeat a value that may be a secret."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from orchestration.delivery.kinds import COMMON, INTERNAL, KINDS, REQUIRED, Kind, Limits, RecordedArms
from orchestration.project.nearest import hint

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
TABLE = re.compile(r"[a-z_]\w*(\.[a-z_]\w*)?", re.IGNORECASE)
HOST_KEY = re.compile(r"(ssh|ecdsa)-[\w.@-]+ [A-Za-z0-9+/]+=*( .*)?")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# The least and the most of each limit.
BOUNDS = {
    "max_removed": (0, 1),
    "requests_per_second": (0.01, 1_000),
    "batch_size": (1, 100_000),
    "attempts": (1, 20),
}
ENDINGS = (".csv", ".jsonl", ".parquet")


def read(file: Path) -> Any:
    """What the file says; raises yaml.YAMLError where it is no YAML."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def file_mistakes(
    file: Path,
    segments: Mapping[str, bool],
    columns: Sequence[str] | None,
    arms: RecordedArms | None = None,
) -> Iterator[str]:
    """A sentence for each mistake of one file; arguments as destination_mistakes() has them."""
    try:
        said = read(file)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        yield f"isn't YAML{f', line {mark.line + 1}' if mark else ''}"
        return
    if not isinstance(said, Mapping):
        yield "is not a list of keys; write kind:, segments:, columns: and match:"
        return
    if said.get("kind") not in KINDS:
        given = str(said.get("kind", ""))
        yield f"kind: '{given}' is not a kind of destination{hint(given, KINDS)}"
        return
    kind = KINDS[said["kind"]]
    yield from _of_keys(said, kind)
    yield from _of_segments(said, segments)
    yield from _of_arm(said, arms)
    yield from _of_columns(said, kind, columns)
    yield from _of_consent(said, kind)
    yield from _of_limits(said, kind)
    yield from _of_login(said, kind)
    for key in (*kind.required, *kind.optional):
        if key in said:
            yield from _of_setting(key, said[key], said)


def _of_keys(said: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    valid = (*COMMON, *kind.required, *kind.optional)
    for key in said:
        if key not in valid:
            yield f"unknown key '{key}'{hint(str(key), valid)}"
    for key in (*REQUIRED, *kind.required):
        if key not in said:
            yield f"{key}: is missing; a destination of kind {said['kind']} needs it"


def _of_segments(said: Mapping[str, Any], segments: Mapping[str, bool]) -> Iterator[str]:
    named = said.get("segments", [])
    if not _are_names(named):
        yield "segments: is not a list of names; write it like [champions, lapsing]"
        return
    if not isinstance(said.get("allow_hidden", False), bool):
        yield "allow_hidden: is neither true nor false"
    for name in named:
        if name not in segments:
            yield f"segments: no segment is called '{name}'{hint(name, segments)}"
        elif segments[name] and said.get("allow_hidden") is not True:
            yield f"segments: '{name}' is hidden; write allow_hidden: true if this destination may have it"


def _of_arm(said: Mapping[str, Any], arms: RecordedArms | None) -> Iterator[str]:
    campaign, arm = said.get("campaign"), said.get("arm")
    if campaign is None and arm is None:
        return
    if not isinstance(campaign, str) or not isinstance(arm, str):
        yield "campaign: goes with arm:, and both are texts; write them like campaign: sale and arm: mailing"
    elif arms is not None and campaign not in arms:
        near = hint(campaign, arms)
        yield f"campaign: no campaign '{campaign}' was started{near}; `segments start-campaign` records arms"
    elif arms is not None:
        named = said.get("segments", [])
        of_campaign = arms[campaign]
        for name in named if _are_names(named) else ():
            if name not in of_campaign:
                yield f"segments: {campaign} doesn't go to '{name}'{hint(name, of_campaign)}"
        valid = list(dict.fromkeys(one for of_segment in of_campaign.values() for one in of_segment))
        if arm not in valid:
            yield f"arm: '{arm}' is not an arm of {campaign}{hint(arm, valid)}"


def _of_columns(said: Mapping[str, Any], kind: Kind, known: Sequence[str] | None) -> Iterator[str]:
    columns, match = said.get("columns", []), said.get("match")
    if not _are_names(columns) or not columns:
        yield "columns: is not a list of names; write it like [email, phone]"
        return
    for name in columns:
        if kind.columns and name not in kind.columns:
            yield f"columns: '{name}' is not an identifier of {said['kind']}{hint(name, kind.columns)}"
        elif known is not None and name not in ("customer_id", *known):
            yield f"columns: contacts_relation has no column '{name}'{hint(name, ['customer_id', *known])}"
    if match is not None and match not in columns:
        yield f"match: '{match}' is not one of columns{hint(str(match), columns)}"


def _of_consent(said: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    channel, purpose = said.get("channel"), said.get("purpose")
    if kind.is_ads and channel is None:
        yield f"channel: is missing; {said['kind']} may have those alone who agreed to it"
        return
    if purpose is not None and purpose != INTERNAL:
        yield f"purpose: '{purpose}' is not a purpose; valid is {INTERNAL}"
    elif channel is not None and purpose is not None:
        yield f"says both channel: and purpose: {INTERNAL}; members are contacted there, or they are not"
    elif channel is None and purpose is None:
        yield f"says neither channel: nor purpose: {INTERNAL}; write the channel on which members agreed"
    if channel is not None and not (isinstance(channel, str) and channel.strip()):
        yield "channel: is not a name; write it like email"


def _of_limits(said: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    limits = said.get("limits", {})
    if not isinstance(limits, Mapping):
        yield "limits: is not a list of keys; write it like {max_removed: 0.2, batch_size: 500}"
        return
    valid = [field.name for field in fields(Limits)]
    for key, value in limits.items():
        if key not in valid:
            yield f"limits: unknown key '{key}'{hint(str(key), valid)}"
            continue
        least, most = BOUNDS[key]
        most = min(most, kind.most_rows) if key == "batch_size" else most
        whole = key in ("batch_size", "attempts")
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            yield f"limits: {key}: '{value}' is not a {'whole ' if whole else ''}number"
        elif not least <= value <= most:
            yield f"limits: {key}: {value} is not between {least} and {most}"


def _of_login(said: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    if "password_env" in kind.optional and ("password_env" in said) == ("key_env" in said):
        yield (
            "names password_env: and key_env: both or neither; write the one whose environment variable holds"
            " the password, or the private key"
        )


def _of_setting(key: str, value: Any, said: Mapping[str, Any]) -> Iterator[str]:
    if key.endswith("_env"):
        if not isinstance(value, str) or not VARIABLE.fullmatch(value):
            # What stands there may be the secret itself.
            yield f"{key}: is not the name of an environment variable; write it like CRM_TOKEN"
    elif key in ("account_id", "audience_id", "login_account_id"):
        if not re.fullmatch(r"\d+", str(value)):
            yield f"{key}: is not a number without hyphens; write it like '1234567890'"
    elif key == "port":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 65_536:
            yield f"port: '{value}' is not a port; write it like 22"
    elif not isinstance(value, str):
        yield f"{key}: is not a text"
    elif key == "host_key" and not HOST_KEY.fullmatch(value.strip()):
        yield "host_key: is not a public key; write it as `ssh-keyscan` prints it, from ssh-ed25519 on"
    elif key.endswith("url"):
        yield from _of_address(key, value)
    elif key == "terms" and value != "accepted":
        yield "terms: is not accepted; Google wants to be told that its Customer Match terms are"
    elif key == "table" and not TABLE.fullmatch(value):
        yield f"table: '{value}' is not a table; write it like crm.audiences"
    elif key == "path":
        if not value.endswith(ENDINGS):
            yield f"path: '{value}' is not a file of a known kind; its ending is one of {', '.join(ENDINGS)}"
        many = isinstance(said.get("segments"), list) and len(said["segments"]) > 1
        if many and "{segment}" not in value:
            yield f"path: '{value}' is one file for several segments; write {{segment}} into its name"


def is_safe(address: str) -> bool:
    """Whether nobody on the way to an address can read what is sent there."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _of_address(key: str, value: str) -> Iterator[str]:
    parts = urlsplit(value)
    if parts.username or parts.password or parts.query:
        yield f"{key}: holds more than an address; keep secrets in environment variables, see token_env"
    elif not is_safe(value):
        yield f"{key}: does not begin with https://, and only an address of this machine may do without it"


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name for name in value)
