"""The command line: finds the command, and turns every error that a user can mend into one line and an exit code.

Exit codes: 0 done, 1 a check or build failed, 2 wrong usage, 3 CBS has not published the quarter yet; 130 interrupted,
143 terminated. With ``--log-format json`` each error is an event on standard output, as the command's own events are.
"""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence

import click

# pydantic looks through every installed package for plugins, which takes longer than reading all parameters
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from arbeidsmarkt import __version__
from arbeidsmarkt.basics.errors import Faults, Terminated, UserError, internal

#: command name -> module in arbeidsmarkt.commands that holds it as ``command``, and its one line of help
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("build", "Build one or more editions of the report."),
    "fetch": ("fetch", "Read StatLine into a new vintage."),
    "import": ("import_file", "Read files made by hand, or downloaded from StatLine, into a new vintage."),
    "settle": ("settle", "Find the catalogue's series in CBS's own metadata and figures."),
    "check": ("check", "Check parameters, catalogue, vintages, notebooks, prose and published figures."),
    "trace": ("trace", "Show where a number of the report comes from, cell by cell."),
    "revisions": ("revisions", "List every value that changed between two vintages."),
    "verify": ("verify", "Check a build's files against its manifest."),
    "preview": ("preview", "Rebuild on save and show the report live in the browser."),
    "compare": ("compare", "Compare two editions."),
    "new": ("new", "Write the parameters of the next edition."),
    "night": ("night", "For a scheduler: fetch, check, build a concept, compare."),
    "quarto-project": ("quarto_project", "Set up a folder in which Quarto renders an edition by hand."),
    "review": ("review", "Read what is new in an edition, and sign that you did."),
    "final": ("final", "Record an edition as final, or a correction to it."),
    "site": ("site", "Make a public site of the final editions."),
    "facts": ("facts", "Print the facts of an edition, for other programs."),
    "embargo": ("embargo", "Make copies of a final edition that are marked as under embargo."),
}

_ENDS = (signal.SIGTERM, signal.SIGHUP)


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called, not when the help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, or nothing for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"arbeidsmarkt.commands.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)  # noqa: S101  a fault of the code, not of the user
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from COMMANDS, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(__version__, prog_name="arbeidsmarkt")
def cli(debug: bool) -> None:
    """Regenerate "Arbeidsmarkt in beeld" from CBS open data.

    Example: arbeidsmarkt build 2024Q3
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its exit code (entry point of ``arbeidsmarkt``)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]  # allowed anywhere on the line
    complain = _as_events if _wants_events(given) else _as_lines
    try:
        with _ending_in_order():
            cli.main(args=given, prog_name="arbeidsmarkt", standalone_mode=False, obj="debug" if debug else None)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except SystemExit as leave:  # ``night`` has already reported how it ended
        if isinstance(leave.code, int):
            _leave(leave.code)
        raise
    except click.UsageError as error:
        hint = f" (see {error.ctx.command_path} --help)" if error.ctx else ""
        complain([error.format_message() + hint], 2)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        complain(["interrupted; what was finished stands"], 130)
        _leave(130)
    except Terminated as ended:
        complain([str(ended)], ended.exit_code)
        _leave(ended.exit_code)
    except UserError as error:
        if debug:
            traceback.print_exc()
        complain([str(each) for each in (error.errors if isinstance(error, Faults) else [error])], error.exit_code)
        sys.exit(error.exit_code)
    except Exception as error:  # a fault of the program: still one line, and how to learn more
        if debug:
            raise
        complain([f"{internal(error)}; run again with --debug and report what it shows"], 1)
        sys.exit(1)


def _leave(exit_code: int) -> None:
    """Exit; without waiting for a thread that still expects an answer, as ``sys.exit`` would."""
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)
    sys.exit(exit_code)


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Clean up when a scheduler or a closing terminal ends the program, as after Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDS if signal.getsignal(number) is signal.SIG_DFL}

    def end(number: int, frame: object) -> None:
        for each in before:  # a second signal must not interrupt the cleaning up
            signal.signal(each, signal.SIG_IGN)
        raise Terminated(number)

    try:
        for number in before:
            signal.signal(number, end)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wants_events(given: Sequence[str]) -> bool:
    """Whether the arguments ask for JSON. Also asked here, since the command may fail to parse its arguments."""
    return "--log-format=json" in given or ("--log-format", "json") in itertools.pairwise(given)


def _as_lines(errors: Sequence[str], exit_code: int) -> None:
    for line in [line for error in errors for line in error.splitlines()] or [""]:
        click.echo(f"arbeidsmarkt: {line}", err=True)


def _as_events(errors: Sequence[str], exit_code: int) -> None:
    for error in errors:
        click.echo(json.dumps({"event": "error", "error": error, "exit_code": exit_code}, ensure_ascii=False))
