"""Command lines in Swedish: help texts, usage errors and exit codes are decided here, for every command.

Exit codes: 0 done, 1 the work failed, 2 wrong usage, 3 done but not whole, 130 stopped with Ctrl-C; an error may have
a code of its own (``exit_code``): 4 when somebody must first say that documents are to go.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar

import click

DONE, FAILED, WRONG_USAGE, NOT_WHOLE, TO_BE_ACCEPTED, STOPPED = 0, 1, 2, 3, 4, 130

_Settings = TypeVar("_Settings")

_HEADINGS = {"Options": "Flaggor", "Commands": "Kommandon", "Positional arguments": "Argument"}
_EXTRA_ARGUMENTS = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Acts(Protocol):
    """Whoever is told of an administrative act, by ids and never by words: before it is done, and how it ended.

    What is put in the dictionary that is given is told at the end.
    """

    def __call__(self, act: str, **ids: str) -> AbstractContextManager[dict[str, str]]: ...


class NotInstalled(Exception):
    """A command needs a package that this installation does not have."""


class _Formatter(click.HelpFormatter):
    """Help with Swedish headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Användning: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Option(click.Option):
    """A flag whose help is in Swedish."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        return {**extra, "required": "krävs"} if "required" in extra else extra


class Command(click.Command):
    """A command whose help is in Swedish."""

    context_class = _Context

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[FLAGGOR]", **settings})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_swedish(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands whose help is in Swedish."""

    context_class = _Context
    command_class = Command

    def __init__(self, *args: Any, **settings: Any) -> None:
        metavars = {"options_metavar": "[FLAGGOR]", "subcommand_metavar": "KOMMANDO [ARGUMENT]…"}
        super().__init__(*args, **{**metavars, **settings})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_swedish(super().get_help_option(ctx))


collection_option = click.option(
    "--collection", metavar="NAMN", help="Bara den samlingen, när inställningarna har flera ([collections.NAMN])."
)


def for_each(
    collections: Sequence[tuple[str, _Settings]],
    work: Callable[[_Settings], int],
    expected: tuple[type[Exception], ...],
) -> int:
    """The worst exit code of the work on each of several collections; one that goes wrong stops none of the others.

    Errors of the ``expected`` kinds are told of as ``run`` tells of them; those of one collection alone are raised.
    """
    codes = [DONE]
    for name, settings in collections:
        if len(collections) == 1:
            return work(settings)
        click.echo(f"Samlingen {name}:", err=True)
        try:
            codes.append(work(settings))
        except expected as error:
            click.echo(f"fel: {error}", err=True)
            codes.append(int(getattr(error, "exit_code", FAILED)))
    # That it failed is worse than that somebody must accept something, and that worse than that it is not whole.
    return next(code for code in (FAILED, TO_BE_ACCEPTED, NOT_WHOLE, DONE) if code in codes)


def acting(act: str, **ids: str) -> AbstractContextManager[dict[str, str]]:
    """Tells whoever wants to know of administrative acts of the one that is done within.

    Ids are put in what is given once it is done: what somebody typed may be no id, but a name.
    """
    acts: Acts | None = click.get_current_context().obj
    return nullcontext({}) if acts is None else acts(act, **ids)


def acting_if(accepted: bool, act: str, **ids: str) -> AbstractContextManager[dict[str, str]]:
    """As ``acting``, where whoever gave the command has asked for the act; else nothing is told."""
    return acting(act, **ids) if accepted else nullcontext({})


def run(
    command: click.Command,
    program: str,
    expected: tuple[type[Exception], ...] = (),
    arguments: Sequence[str] | None = None,
    acts: Acts | None = None,
) -> int:
    """The exit code once the command has run; a command that returns a number decides it itself.

    Errors of the ``expected`` kinds (with Swedish messages), and a package that is not installed, become one line on
    standard error and exit code 1.
    ``program`` is the name shown in help («python -m service»); ``arguments`` default to those of the process;
    ``acts`` is told of administrative acts.
    """
    _print_what_can_be_printed()
    told: tuple[type[Exception], ...] = (NotInstalled, *expected)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _invoke(command, program, given, acts)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        return WRONG_USAGE
    except click.UsageError as error:
        _show_usage_error(error)
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Avbrutet.", err=True)
        return STOPPED
    except BrokenPipeError:
        _forget_output()
        return FAILED
    except told as error:
        click.echo(f"fel: {error}", err=True)
        return int(getattr(error, "exit_code", FAILED))


def _invoke(command: click.Command, program: str, arguments: list[str], acts: Acts | None) -> int:
    for number, argument in enumerate(arguments, start=1):
        if _SURROGATE.search(argument):
            raise click.UsageError(f"Argument {number} är inte giltig UTF-8.")
    try:
        result = command.main(args=arguments, prog_name=program, standalone_mode=False, obj=acts)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if not package or find_spec(package):
            raise
        raise NotInstalled(
            f"Kommandot behöver paketet {package}, som inte är installerat här: en installation för att bara "
            "svara på frågor har inte allt. Kör make install, eller: pip install 'paragraf[modeller,utvardering]'"
        ) from error
    sys.stdout.flush()
    return result if isinstance(result, int) else DONE


def _in_swedish(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Visa den här hjälpen."
    return option


def _show_usage_error(error: click.UsageError) -> None:
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"Hjälp: {error.ctx.command_path} --help\n", err=True)
    click.echo(f"fel: {_usage_message(error)}", err=True)


def _usage_message(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"Flaggan {error.option_name} finns inte.{_perhaps(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"Kommandot {error.command_name} finns inte.{_perhaps(error.possibilities)}"
        case click.MissingParameter():
            return f"{_name(error.param)} saknas."
        case click.BadOptionUsage():
            fault = "kräver ett värde" if "requires" in error.message else "tar inget värde"
            return f"Flaggan {error.option_name} {fault}."
        case click.BadParameter():
            return f"Felaktigt värde för {_name(error.param)}: {_reason(error)}"
    extra = _EXTRA_ARGUMENTS.match(error.message)
    return f"För många argument: {extra[1]}. Sätt text med mellanslag inom citattecken." if extra else error.message


def _perhaps(possibilities: Sequence[str] | None) -> str:
    return f" Menade du {' eller '.join(possibilities)}?" if possibilities else ""


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "argumentet"
    return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _reason(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    match kind:
        case click.Choice():
            return f"välj bland {', '.join(map(str, kind.choices))}."
        case click.IntRange() | click.FloatRange():
            return f"ange ett tal{_limits(kind.min, kind.max)}."
        case click.types.IntParamType() | click.types.FloatParamType():
            return "ange ett tal."
        case click.Path() | click.File():
            return "sökvägen finns inte, är av fel slag eller får inte läsas."
    return error.message


def _limits(lowest: float | None, highest: float | None) -> str:
    at_least = "" if lowest is None else f", minst {lowest}"
    return at_least if highest is None else f"{at_least}, högst {highest}"


def _print_what_can_be_printed() -> None:
    """A terminal that lacks a character shows a question mark instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _forget_output() -> None:
    """Nobody reads on: what is still buffered must not raise again when Python shuts down."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  (a descriptor is wanted, not a path)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
