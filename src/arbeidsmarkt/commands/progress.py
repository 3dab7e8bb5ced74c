"""How a build's progress is told: plain lines, a bar where somebody watches, or JSON for programs."""

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
    """What an event tells that everybody must hear, whatever else is shown of the progress; None for other events."""
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
        """Say what happens inside an edition, where only one is built."""
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
        """Say what came of an edition."""
        if isinstance(result, Built):
            what = "built" if result.changed else "built, nothing changed" if result.ran else "nothing to do"
            self.say(f"{edition}: {what} ({result.seconds:.1f} s)")
        else:
            self.say(f"{edition}: failed")

    def end(self, paths: Sequence[Path]) -> None:
        """Print what to open."""
        for path in paths:
            click.echo(_shown(path))

    def say(self, text: str) -> None:
        """One line on the standard error."""
        click.echo(text, err=True)

    def close(self) -> None:
        """Nothing to end."""


class Bar(Lines):
    """A progress bar with the lines above it, for a terminal."""

    def __init__(self, number: int) -> None:
        from tqdm import tqdm

        super().__init__(number)
        self.bar: Any = tqdm(total=number, unit="edition", leave=False, disable=number == 1)

    def done(self, edition: str, result: Built | UserError) -> None:
        """Say what came of an edition, and move the bar."""
        super().done(edition, result)
        self.bar.update()

    def say(self, text: str) -> None:
        """One line above the bar."""
        self.bar.write(text, file=sys.stderr)

    def close(self) -> None:
        """Take the bar away."""
        self.bar.close()


class JsonLines(Lines):
    """One JSON object a line, on the standard output, for programs."""

    def __init__(self) -> None:
        super().__init__(0)

    def event(self, event: events.Event) -> None:
        """The event as it is."""
        click.echo(json.dumps(event, ensure_ascii=False))

    def done(self, edition: str, result: Built | UserError) -> None:
        """The outcome of an edition."""
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
        """What to open."""
        self.event({"event": "done", "outputs": [str(path) for path in paths]})


def _shown(path: Path) -> str:
    """A path as the user would type it from here."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
