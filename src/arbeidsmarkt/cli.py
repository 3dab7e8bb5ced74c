"""The command line: finds the command, and turns every error a user can mend into one line and an exit code.

Exit codes: 0 done, 1 a check or build failed, 2 wrong usage, 3 CBS has not published the quarter yet.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence

import click

from arbeidsmarkt import __version__
from arbeidsmarkt.errors import UserError

#: command name -> module in arbeidsmarkt.commands that holds it as ``command``, and its one line of help
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("build", "Build one or more editions of the report."),
    "fetch": ("fetch", "Read StatLine into a new vintage."),
    "check": ("check", "Check parameters, catalogue, vintages, notebooks, prose and published figures."),
    "trace": ("trace", "Show where a number of the report comes from, cell by cell."),
    "revisions": ("revisions", "List every value that changed between two vintages."),
    "verify": ("verify", "Check a build's files against its manifest."),
    "preview": ("preview", "Rebuild on save and show the report live in the browser."),
    "compare": ("compare", "Set two editions side by side."),
    "new": ("new", "Write the parameters of the next edition."),
    "night": ("night", "For a scheduler: fetch, check, build a concept, compare."),
    "final": ("final", "Record an edition as final, or a correction to it."),
}


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
    """Run a command and leave with its exit code (entry point of ``arbeidsmarkt``)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]  # allowed anywhere on the line
    try:
        cli.main(args=given, prog_name="arbeidsmarkt", standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.UsageError as error:
        hint = f" (see {error.ctx.command_path} --help)" if error.ctx else ""
        _complain(error.format_message() + hint)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted; nothing was changed")
        sys.exit(130)
    except UserError as error:
        if debug:
            traceback.print_exc()
        _complain(str(error))
        sys.exit(error.exit_code)
    except Exception as error:  # a fault of the program: still one line, and how to learn more
        if debug:
            raise
        _complain(f"internal error: {type(error).__name__}: {error}; run again with --debug and report what it shows")
        sys.exit(1)


def _complain(text: str) -> None:
    for line in text.splitlines() or [""]:
        click.echo(f"arbeidsmarkt: {line}", err=True)
