"""Options and arguments that several commands share."""

from typing import Annotated

import typer

from orchestration.cli.completion import segment_names
from orchestration.project.clock import checked_as_of


def _clock(text: str | None) -> str | None:
    try:
        return None if text is None else checked_as_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


AsOf = Annotated[
    str | None,
    typer.Option(
        callback=_clock,
        metavar="T",
        help="The as-of time: latest, now, an ISO date (its end) or an ISO time in UTC.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON on stdout.")]
Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait until another refresh ends.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation. You can't undo this.")]
NewList = Annotated[
    str | None,
    typer.Option("--list", metavar="LIST", help="Also write them to lists/LIST.csv, which must be new."),
]
NewDraft = Annotated[
    str | None,
    typer.Option("--write", metavar="NAME", help="Write the segment as a draft, which no refresh publishes."),
]
Family = Annotated[str | None, typer.Option(help="The family of the draft.")]
Group = Annotated[str | None, typer.Option(help="Who owns the draft, one of groups.yml.")]
Target = Annotated[str | None, typer.Option(help="The output of profiles.yml to use.")]


Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", autocompletion=segment_names, help="The segment's name, the same as its file's."
    ),
]
