"""Shows the progress of builds: as plain lines, as a bar in a terminal, or as JSON for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.building.build import Built


def remark(event: events.Event) -> str | None:
    """The text of an event that must always be shown, whatever the form of progress; None for other events."""
    if event["event"] == "left running":
        return f"{event['edition']}: {event['where']} left '{event['program']}' running; it was ended"
    if event["event"] == "standard kernels":
        gone = event["gone"][0]
        return f"{gone} is not in the installed release; the notebooks run on ordinary kernels, which are slower"
    return None


class Lines:
    """Plain lines, for a log."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._said: set[str] = set()

    def event(self, event: events.Event) -> None:
        """Show what happens inside an edition, if only one is built."""
        if said := remark(event):
            if said not in self._said:  # once, not for every edition
                self.say(said)
            self._said.add(said)
        elif event["event"] == "waiting":
            self.say(f"{event['edition']}: waiting for another build of it")
        elif event["event"] == "deviates":
            edition = event["edition"]
            self.say(f"{edition}: other files than were made final; arbeidsmarkt verify {edition}")
        elif event["event"] in ("warning", "claims"):
            self.say(f"{event['edition']}: {event['text']}")
        elif event["event"] == "notebook" and self.number == 1:
            self.say(f"{event['edition']}: {event['notebook']} has run")

    def done(self, edition: str, result: Built | UserError) -> None:
        """Show the result of an edition."""
        if isinstance(result, Built):
            what = "built" if result.changed else "built, nothing changed" if result.ran else "nothing to do"
            self.say(f"{edition}: {what} ({result.seconds:.1f} s)")
        else:
            self.say(f"{edition}: failed")

    def end(self, paths: Sequence[Path]) -> None:
        """Print the paths of what to open."""
        for path in paths:
            click.echo(_shown(path))

    def say(self, text: str) -> None:
        """Print a line on standard error."""
        click.echo(text, err=True)

    def close(self) -> None:
        """Does nothing."""


class Bar(Lines):
    """A progress bar with the lines above it, for a terminal."""

    def __init__(self, number: int) -> None:
        from tqdm import tqdm

        super().__init__(number)
        self.bar: Any = tqdm(total=number, unit="edition", leave=False, disable=number == 1)

    def done(self, edition: str, result: Built | UserError) -> None:
        """Show the result of an edition, and move the bar."""
        super().done(edition, result)
        self.bar.update()

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self.bar.write(text, file=sys.stderr)

    def close(self) -> None:
        """Remove the bar."""
        self.bar.close()


class JsonLines(Lines):
    """One JSON object per line, on standard output, for programs."""

    def __init__(self) -> None:
        super().__init__(0)

    def event(self, event: events.Event) -> None:
        """Print the event."""
        click.echo(json.dumps(event, ensure_ascii=False))

    def done(self, edition: str, result: Built | UserError) -> None:
        """Print the result of an edition."""
        if isinstance(result, Built):
            outputs = [str(path) for path in result.outputs]
            found = {
                "state": "built",
                "changed": result.changed,
                "seconds": round(result.seconds, 3),
                "outputs": outputs,
            }
        else:
            found = {"state": "failed", "error": str(result)}
        self.event({"event": "edition", "edition": edition, **found})

    def end(self, paths: Sequence[Path]) -> None:
        """Print the paths of what to open."""
        self.event({"event": "done", "outputs": [str(path) for path in paths]})


def _shown(path: Path) -> str:
    """A path as the user would type it in the working directory."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
