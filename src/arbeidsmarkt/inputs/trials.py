"""Editions that read figures of another server than CBS's own: what they may be used for, and what not."""

from __future__ import annotations

import contextlib

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.editions import Edition


def read_by(project: Project, edition: Edition) -> list[str]:
    """The labels of the trial vintages that an edition reads: its own, and that of the edition before it.

    Parameters of the edition before it that are wrong give no figures: a section that asks for them says so itself.

    Raises:
        UserError: the data package of one of them was changed.
    """
    read = [edition.vintage]
    if edition.previous is not None:
        with contextlib.suppress(UserError):
            read.append(Edition.load(project, edition.previous).vintage)
    return [label for label in dict.fromkeys(read) if vintages.kind_of(project.vintages, label) == "trial"]


def refuse(project: Project, edition: Edition, what: str) -> None:
    """Refuse an edition that reads a trial vintage.

    Args:
        project: the checkout.
        edition: any.
        what: what is refused, as in "<what> with trial figures".

    Raises:
        UserError: it reads one.
    """
    if found := read_by(project, edition):
        raise UserError(
            f"{what} with trial figures: vintage {found[0]} was not read from CBS's own servers",
            where=project.name(edition.path),
            remedy="read CBS's figures with arbeidsmarkt fetch, and name that vintage",
        )
