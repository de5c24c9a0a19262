"""The files that a release leaves beside the warehouse for people and programs that only read."""

from pathlib import Path

from orchestration.project.file_access import open_to_readers, remove
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.readers.reader_file import write_reader_files
from orchestration.report.page import write_report
from orchestration.warehouse.connections import is_file


def write_for_readers(project: Project, *, keep_previous: bool = True) -> dict[str, str]:
    """Replaces the reader file with its Parquet copies, then the report. Returns their paths.

    Many programs can read a server's database while one writes, so only a DuckDB warehouse needs reader
    files.
    """
    remove(*former_files(project))
    open_to_readers(project.published_folder)
    if not is_file(project):
        with step("report"):
            write_report(project)
        return {"report": str(project.report_file)}
    with step("reader file") as say:
        write_reader_files(project, keep_previous=keep_previous)
        write_report(project)
        say(f"{project.reader_file.stat().st_size / 1e6:.1f} MB, with the report and the Parquet copies")
    return {"path": str(project.reader_file), "report": str(project.report_file)}


def former_files(project: Project) -> list[Path]:
    """Returns the files for readers that earlier versions of the project left beside the writer's file."""
    folder = project.kept_folder
    names = ("published.duckdb", "published.duckdb.wal", "segments.html")
    former = [folder / name for name in names] + list(folder.glob(".published-*"))
    link = folder / "published"
    return [*former, link] if link.is_symlink() else former
