"""Turns what dbt says when it fails into the sentences that a person needs."""

import re
from collections.abc import Iterable
from typing import Any

from orchestration.dbt.dbt_messages import translated
from orchestration.project.project import Project
from orchestration.rules.entry_mistakes import entry_mistakes
from orchestration.rules.templates import unparsed_template_mistakes
from orchestration.warehouse.redaction import without_values

# The project's own errors carry this prefix (macros/refusals/_refuse.sql), then the file, then the sentence.
SENTENCE = re.compile(r"segments: (\S+?: .+)")
# What engines say when somebody else was in the way, or the server was away for a moment.
PASSING = re.compile(
    r"could not set lock on file|connection refused|server closed the connection|could not connect"
    r"|deadlock detected|terminating connection|too many clients|another refresh",
    re.IGNORECASE,
)
FAILED = {"error", "fail", "runtime error"}


def failure_sentences(outcome: Any, project: Project) -> list[str]:
    """The sentences of a failed dbt invocation (a dbtRunnerResult).

    Our own errors are sentences already and stand alone, and so do dbt's where there is one of ours for them;
    of the rest, the message is kept without its framing and without values of the data, followed by where the
    whole log is, which has them.
    """
    # A name that nobody knows renders as nothing, and what follows from that is what dbt complains about.
    unknown = [*unparsed_template_mistakes(project, failed=True), *entry_mistakes(project)]
    if unknown:
        return unknown
    messages = _messages(outcome)
    own = [sentence for message in messages for sentence in SENTENCE.findall(message)]
    if own:
        return list(dict.fromkeys(own))
    if outcome.exception is not None:
        sentence = translated(str(outcome.exception), project)
        if sentence:
            return [sentence]
    log = project.root / "logs" / "dbt.log"
    return [*messages, f"The whole log is {log}."]


def may_pass(sentences: Iterable[str]) -> bool:
    """Whether what failed may succeed when it is tried again, without anybody mending anything."""
    return any(PASSING.search(sentence) for sentence in sentences)


def _messages(outcome: Any) -> list[str]:
    if outcome.exception is not None:
        return [_compact(without_values(str(outcome.exception)))]
    results = getattr(outcome.result, "results", None) or []
    return [
        f"{result.node.original_file_path}: {result.node.name}: {_compact(_said(result))}"
        for result in results
        if str(result.status) in FAILED
    ]


def _said(result: Any) -> str:
    code = getattr(result.node, "compiled_code", None) or ""
    return without_values(result.message or "failed", code)


def _compact(message: str) -> str:
    lines = [line.strip() for line in message.splitlines()]
    # dbt appends where it was in its own macros; the engine appends a picture of the line.
    kept = [
        line
        for line in lines
        if line and not line.startswith(("> in macro", "> called by", "compiled code at"))
    ]
    return " ".join(kept)
