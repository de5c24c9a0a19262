"""The page of the published segments: one file that needs no server and no network."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestration.figures import clock, moment, number, percent
from orchestration.file_access import remove, ship
from orchestration.project import Project
from orchestration.publication.catalogue import read_releases, read_segments, still_listed
from orchestration.publication.lateness import with_lateness
from orchestration.warehouse import open_published


def write_page(project: Project) -> None:
    """Replace the page by one of what readers see: what they may not see can't get into it."""
    with open_published(project) as reader:
        segments = with_lateness(project, still_listed(project, read_segments(reader)))
        releases = read_releases(reader, limit=1)
        last = reader.rows(
            "select segment, entered, exited from published.segment_metrics as metrics where release_id ="
            " (select max(release_id) from published.segment_metrics where segment = metrics.segment)"
        )
    changes = {row["segment"]: row for row in last}
    html = (
        _environment()
        .get_template("segments.html.jinja")
        .render(
            project=project.name,
            zone=project.variables["time_zone"],
            segments=segments,
            changes=changes,
            release=releases[0] if releases else {},
        )
    )
    aside = project.page_file.with_suffix(".html.new")
    remove(aside)
    aside.write_text(html, encoding="utf-8")
    ship(aside)
    aside.replace(project.page_file)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("orchestration"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "percent": percent, "moment": moment, "clock": clock}
    return environment
