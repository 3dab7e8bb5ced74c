"""Editions with trial figures, which were read from another server than CBS's; they cannot be published."""

from __future__ import annotations

import contextlib

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.editions import Edition


def read_by(project: Project, edition: Edition) -> list[str]:
    """The labels of the trial vintages that an edition reads: its own vintage and the previous edition's.

    Wrong parameters of the previous edition are ignored here; a section that needs that edition reports them.

    Raises:
        UserError: the data package of one of the vintages was changed.
    """
    read = [edition.vintage]
    if edition.previous is not None:
        with contextlib.suppress(UserError):
            read.append(Edition.load(project, edition.previous).vintage)
    return [label for label in dict.fromkeys(read) if vintages.kind_of(project.vintages, label) == "trial"]


def refuse(project: Project, edition: Edition, what: str) -> None:
    """Refuse something for an edition that reads a trial vintage.

    Args:
        project: the checkout.
        edition: any.
        what: what is refused; the message is "<what> with trial figures".

    Raises:
        UserError: the edition reads a trial vintage.
    """
    if found := read_by(project, edition):
        raise UserError(
            f"{what} with trial figures: vintage {found[0]} was not read from CBS's own servers",
            where=project.name(edition.path),
            remedy="read CBS's figures with arbeidsmarkt fetch, and name that vintage",
        )
