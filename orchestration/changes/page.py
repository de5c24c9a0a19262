"""A comparison of two states as a page: one file in the report's style, without scripts and requests."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from orchestration.changes.diff import Diff
from orchestration.changes.telling import headline, kind_of, notes, verdict, worth
from orchestration.explanation.told import without_names
from orchestration.project.figures import clock, number, percent


def as_page(found: Diff, project: str, *, with_hidden: bool, with_customers: bool) -> str:
    """Returns the comparison as HTML. Hidden segments and customers' IDs appear only if asked for."""
    told = [each for each in found.differences if with_hidden or not each.is_hidden]
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("orchestration.changes"), PackageLoader("orchestration.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def readable(text: Any) -> str:
        # Rules of other segments may name hidden ones.
        return str(text) if with_hidden else without_names(str(text), found.hidden)

    environment.filters |= {"readable": readable, "number": number, "percent": percent}
    return environment.get_template("diff.html.jinja").render(
        project=project,
        headline=headline(found, told),
        base=found.base,
        head=found.head,
        as_of=clock(found.as_of, found.zone),
        notes=[note.replace("`", "") for note in notes(found)],
        differences=told,
        with_customers=with_customers,
        **{"kind_of": kind_of, "worth": worth, "verdict": verdict},
        **{"at": lambda instant: clock(instant, found.zone)},
    )
