"""Works out a segment's Jinja with stand-ins for the predicates, to find what would be left out.

dbt writes nothing for what has no value, such as a key that a dictionary lacks: a part of the rule would go
without a word. Only what was read and found to be of the language is worked out, so nothing is reached.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined, UndefinedError
from jinja2.runtime import Macro

# What stands for a predicate; no text that a person writes holds it.
STAND_IN = "\x00"


class _Missing(StrictUndefined):
    """What has no value: an error wherever it is used, but for the other side of `... if ...`."""

    # By its annotation the inherited one never returns.
    def __str__(self) -> str:  # type: ignore[override]
        if "inline if" in (self._undefined_hint or ""):
            return ""
        return super().__str__()


def trial_mistakes(
    environment: Environment, text: str, predicates: Iterable[str], conditions: Iterable[str]
) -> Iterator[str]:
    """The sentence about the first part that can't be worked out, if any."""
    trial = environment.overlay(undefined=_Missing, finalize=_written)
    trial.globals = {**environment.globals, **dict.fromkeys(predicates, _predicate), "segment": _segment}
    try:
        for condition in conditions:
            code = trial.compile(condition, filename="<condition>")
            module = trial.template_class.from_code(trial, code, trial.globals).make_module()
            trial.globals |= {name: made for name, made in vars(module).items() if isinstance(made, Macro)}
        trial.from_string(text).render()
    except UndefinedError as error:
        missing = str(error.message).rstrip(".")
        yield f"line {_line(error.__traceback__)}: {missing}, so nothing would be written"
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        yield f"line {_line(error.__traceback__)} can't be worked out: {error}"


def _predicate(*given: Any, **named: Any) -> str:
    for value in (*given, *named.values()):
        if isinstance(value, Undefined):
            # Raises: it has no value.
            len(value)
    return STAND_IN


def _segment(caller: Macro) -> str:
    return caller()


def _written(value: Any) -> Any:
    if isinstance(value, list | tuple | dict) and STAND_IN in "".join(map(str, value)):
        raise TypeError("predicates are written as a Python list; join them with | join(' and ')")
    return value


def _line(traceback: TracebackType | None) -> int:
    """The innermost line of the segment's file; Jinja tells its own code by the file's lines."""
    line = 1
    while traceback:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
