"""The parameters of an edition when only its quarter was given: ``papermill in.ipynb out.ipynb -p quarter 2024Q3``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.editions import Edition


def settled(project: Project, given: Mapping[str, str], cells: Sequence[str]) -> dict[str, str]:
    """The parameters as they belong together.

    The notebook's own cell holds those of one edition. Where only the quarter differs from it, the others are still
    that edition's, and the quarter's own take their place. Where others were given too, they are meant as they are.

    Args:
        project: the checkout.
        given: the parameters as they stand in the notebook's variables.
        cells: the source of the cells that ran, the parameters cell among the first.

    Raises:
        UserError: the quarter has no parameters that can be read.
    """
    own = next((values for cell in cells if "quarter" in (values := notebook_file.values(cell))), {})
    others = [name for name in notebook_file.PARAMETERS if name != "quarter"]
    alone = given["quarter"] != own.get("quarter") and all(given.get(name, "") == own.get(name, "") for name in others)
    if not own or not alone:
        return dict(given)
    try:
        quarter = Period.parse(given["quarter"])
    except UserError:
        return dict(given)  # which is said where the quarter is read
    edition = Edition.load(project, quarter)
    return {name: str(value or "") for name, value in edition.parameters().items() if name in given}
