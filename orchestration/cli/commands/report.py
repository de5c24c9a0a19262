"""`segments report`: rewrites the page of all published segments."""

from orchestration.project.file_access import open_to_readers
from orchestration.project.project import Project
from orchestration.report.page import write_report
from orchestration.terminal import console


def report(project: Project, *, as_json: bool) -> None:
    """Writes the report from what is published now, and prints its path."""
    open_to_readers(project.published_folder)
    write_report(project)
    if as_json:
        console.print_json({"report": str(project.report_file)})
    else:
        console.out.print(str(project.report_file), markup=False, highlight=False)
