"""Writes the report: the published segments as one file, with the libraries that draw it inside."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orchestration.project.file_access import remove, ship
from orchestration.project.project import Project
from orchestration.report.content import read_content
from orchestration.warehouse.connections import open_published


def write_report(project: Project) -> None:
    """Replace the report by one of what readers see now."""
    with open_published(project) as reader:
        content = read_content(project, reader)
    environment = Environment(
        loader=PackageLoader("orchestration.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    html = environment.get_template("report.html.jinja").render(
        project=project.name,
        content=_for_script(content),
        has_scores=content["scores"] is not None,
        has_clusters=content["clusters"] is not None,
        charts=_for_script(_specifications(project)),
        libraries=Markup(_libraries(project)),
    )
    aside = project.report_file.with_suffix(".html.new")
    remove(aside)
    aside.write_text(html, encoding="utf-8")
    ship(aside)
    aside.replace(project.report_file)


def _for_script(value: object) -> Markup:
    """JSON that can't end the script element it stands in, whatever its texts are."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026").replace("\u2028", "\\u2028"))


def _specifications(project: Project) -> dict[str, Any]:
    def make() -> str:
        from orchestration.report.charts import specifications

        return json.dumps(specifications())

    return json.loads(_kept(project, "charts.json", make))


def _libraries(project: Project) -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which the package carries."""

    def make() -> str:
        from vl_convert import javascript_bundle

        # Its stub asks for an argument that the function does without.
        bundle = javascript_bundle()  # type: ignore[call-arg]
        return bundle.replace("</script", "<\\/script")

    return _kept(project, "vega.js", make)


def _kept(project: Project, name: str, make: Callable[[], str]) -> str:
    """What takes seconds to make, and changes only with the packages and the charts' own code."""
    code = hashlib.md5(Path(__file__).with_name("charts.py").read_bytes(), usedforsecurity=False).hexdigest()
    key = f"{version('altair')}-{version('vl-convert-python')}-{code[:8]}"
    file = project.target_folder / "report" / f"{key}-{name}"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_suffix(".new")
        aside.write_text(make(), encoding="utf-8")
        aside.replace(file)
    return file.read_text(encoding="utf-8")
