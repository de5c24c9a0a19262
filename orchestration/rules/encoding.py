"""Finds files that aren't text in dbt's encoding. No line of such a file can be quoted."""

import codecs
from collections.abc import Iterator

from orchestration.project.project import Project
from orchestration.rules.entries import yaml_files
from orchestration.rules.registry import segment_files


def encoding_mistakes(project: Project) -> Iterator[str]:
    """Yields sentences about the segments' files, and YAML beside the models, that aren't plain UTF-8."""
    described = (file.relative_to(project.root).as_posix() for file in yaml_files(project))
    for place in (*segment_files(project).values(), *described):
        is_yaml = not place.lower().endswith(".sql")
        if found := encoding_mistake((project.root / place).read_bytes(), is_yaml=is_yaml):
            yield f"{place}: {found}"


def encoding_mistake(content: bytes, *, is_yaml: bool = False) -> str | None:
    """Returns what is wrong with a file before its text is read. YAML may start with a byte order mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "is written in UTF-16; save it as UTF-8"
    if content.startswith(codecs.BOM_UTF8) and not is_yaml:
        return "begins with a byte order mark; save it as UTF-8 without one"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"line {line} isn't UTF-8; save the file as UTF-8"
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(0)) + 1
        return f"line {line} holds a zero byte; it isn't text"
    return None
