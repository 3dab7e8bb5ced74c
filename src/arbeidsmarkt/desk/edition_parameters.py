"""Completes the parameters if only the quarter was given: ``papermill in.ipynb out.ipynb -p quarter 2024Q3``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.editions import Edition


def settled(project: Project, given: Mapping[str, str], cells: Sequence[str]) -> dict[str, str]:
    """The parameters of the edition that is meant.

    The notebook's parameters cell holds those of one edition. If only the quarter differs from that cell, the others
    are replaced by those of the quarter's own edition. If others differ as well, all are taken as given.

    Args:
        project: the checkout.
        given: the values of the notebook's variables.
        cells: the source of the cells that ran; the parameters cell is one of the first.

    Raises:
        UserError: the quarter's parameters cannot be read.
    """
    own = next((values for cell in cells if "quarter" in (values := notebook_file.values(cell))), {})
    others = [name for name in notebook_file.PARAMETERS if name != "quarter"]
    alone = given["quarter"] != own.get("quarter") and all(given.get(name, "") == own.get(name, "") for name in others)
    if not own or not alone:
        return dict(given)
    try:
        quarter = Period.parse(given["quarter"])
    except UserError:
        return dict(given)  # the session reports that the quarter is wrong
    edition = Edition.load(project, quarter)
    return {name: str(value or "") for name, value in edition.parameters().items() if name in given}
