"""Write docs/commands.md from the commands' own help: ``python -m tests.reference`` (``make docs``)."""

from __future__ import annotations

import re
from pathlib import Path

import click

from arbeidsmarkt.cli import COMMANDS, cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
WIDTH = 100

_HEAD = """\
# Commands

Generated from the program's own help by `make docs`; a test holds it to that.

Every command: progress on a terminal, plain lines elsewhere; `--debug` for the traceback of an error. With
`--log-format json` the standard output has one JSON object a line and nothing else; each `event` says what it is, and
`{"event": "error", "error": "…", "exit_code": 1}` is one thing that is wrong.

| exit code | means |
|---|---|
| 0 | done |
| 1 | a check or a build failed; one line for each thing that is wrong: where, what, what to do |
| 2 | the command was called wrongly |
| 3 | CBS has not published the quarter yet |
| 130, 143 | interrupted (Ctrl-C), terminated (SIGTERM); what was finished stands, what was not is cleaned up |
"""


def text() -> str:
    """The page as it should be."""
    group = click.Context(cli, info_name="arbeidsmarkt", terminal_width=WIDTH, help_option_names=["-h", "--help"])
    parts = [_HEAD, _section("arbeidsmarkt", cli.get_help(group))]
    for name in COMMANDS:
        command = cli.get_command(group, name)
        assert command is not None
        command._help_option = None  # click keeps the one of an earlier call, which may not have known -h
        parts.append(_section(f"arbeidsmarkt {name}", command.get_help(click.Context(command, group, info_name=name))))
    return "\n".join(parts)


def _section(title: str, shown: str) -> str:
    plain = re.sub(r"[ \t]+$", "", shown, flags=re.MULTILINE)
    return f"## {title}\n\n```\n{plain}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8", newline="\n")
    print(PAGE.name)
