"""The command's output: answers on stdout, progress and errors on stderr."""

import functools
import json
import os
import re
import traceback
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.live import Live
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from orchestration.project.errors import sentences_of
from orchestration.project.progress import Step, listen

P = ParamSpec("P")
R = TypeVar("R")

# Control characters, which a terminal executes instead of showing, and characters that change the direction
# of the text. Values of the data, descriptions and file names may contain any of them.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


# No table is this wide. A line of text may be, and is wrapped by its column.
WIDEST = 10_000


class Terminal(Console):
    """A console that shows text as written, including what looks like markup or moves the cursor."""

    def __init__(self, **settings: Any):
        # Lines run on: what is folded can't be copied.
        super().__init__(markup=False, emoji=False, soft_wrap=True, **settings)

    def render_str(self, text: str, **settings: Any) -> Text:
        """Returns the text as it will be shown, before it is measured."""
        return super().render_str(printable(text), **settings)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Renders as the console does, without control characters other than the console's own."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


def printable(text: str) -> str:
    """Returns the text with a mark in place of each control character."""
    return OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


out = Terminal()
err = Terminal(stderr=True)

MARKS = {
    "waiting": Text("…", "cyan"),
    "running": Text("…", "cyan"),
    "done": Text("✓", "green"),
    "failed": Text("✗", "red"),
}


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Turns the exceptions of a command into sentences and exit code 1."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except typer.Exit:
            # The command has said everything itself.
            raise
        except KeyboardInterrupt:
            sentences = ["Stopped. The last release is unchanged."]
        except Exception as error:
            sentences = sentences_of(error) or _unexpected(error)
        fail(sentences, as_json=bool(kwargs.get("as_json")))

    return wrapper


def fail(sentences: list[str], *, as_json: bool) -> NoReturn:
    """Prints what is wrong and exits with code 1."""
    if as_json:
        print_json({"error": sentences})
    for sentence in sentences:
        err.print(sentence, style="red", markup=False, highlight=False)
    raise typer.Exit(1)


def print_json(answer: Any) -> None:
    """Prints the answer as JSON, with times in ISO 8601."""
    text = json.dumps(answer, default=_jsonable, ensure_ascii=False, indent=2)
    # JSON has an escape for each of them. Other characters stay as they are.
    typer.echo(re.sub(OBEYED, lambda found: f"\\u{ord(found[0]):04x}", text))


def show(table: Table) -> None:
    """Prints a table without cutting or folding it. On a narrow terminal, its lines wrap."""
    widest = out.options.update(width=WIDEST, max_width=WIDEST)
    width = max(out.width, out.measure(table, options=widest).maximum)
    Terminal(file=out.file, width=width).print(table)


@contextmanager
def shown_progress(only: Container[str] | None = None) -> Iterator[list[Step]]:
    """Shows the steps while the block runs: a live table on a terminal, else one line per finished step.

    `only` names the steps to show, for callers whose other steps repeat too often.
    """
    steps: list[Step] = []

    def note(step: Step) -> None:
        if only is not None and step.name not in only:
            return
        if step not in steps:
            steps.append(step)
        if err.is_terminal:
            live.update(_steps_table(steps))
        elif step.state != "running":
            detail = f"failed: {step.detail}" if step.state == "failed" else step.detail
            err.print(f"{step.name:<12} {step.seconds:6.1f} s  {detail}", highlight=False)

    with Live(console=err, refresh_per_second=8, transient=False) as live, listen(note):
        yield steps


def _steps_table(steps: list[Step]) -> Table:
    table = Table.grid(padding=(0, 2))
    for step in steps:
        table.add_row(MARKS[step.state], step.name, f"{step.seconds:.1f} s", Text(step.detail, "dim"))
    return table


def _unexpected(error: Exception) -> list[str]:
    # The project's folder, even if the command was called from a folder below it.
    log = Path(os.environ.get("DBT_PROJECT_DIR") or Path.cwd()) / "logs" / "segments.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return [f"{type(error).__name__}: {error}", f"This wasn't foreseen; the details are in {log}."]


def _jsonable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
