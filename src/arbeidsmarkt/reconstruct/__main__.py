"""Write the embedded vintages from the folder of collected publications."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.reconstruct import listed, make

#: The vintages that the project ships, by the day whose knowledge they hold.
DAYS = ("2023-08-16", "2023-11-30", "2024-12-13", "2026-09-09")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the vintages; by default data/vintages.")
@click.option("--label", "days", multiple=True, help="A day, as 2024-12-13; by default those of the project.")
def main(folder: Path, out: Path | None, days: tuple[str, ...]) -> None:
    """Put vintages together from the collected publications in FOLDER.

    Example: python -m arbeidsmarkt.reconstruct cbs --out data/vintages
    """
    try:
        project = Project.find()
        catalogue = Catalogue.load(project.series)
        readings, changes = make.read(folder, catalogue), listed.changes(folder)
        for label in days or DAYS:
            day = dt.date.fromisoformat(label)
            path, cells = make.vintage(readings, changes, catalogue, out or project.vintages, day)
            click.echo(f"{path.name}: {cells} figures")
    except (UserError, ValueError) as error:
        click.echo(f"reconstruct: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
