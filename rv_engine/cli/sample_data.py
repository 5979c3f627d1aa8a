"""`rv sample-data`: a small town to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command


@click.command("sample-data")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--seed", type=int, default=7, show_default=True, help="Another number, another town."
)
@click.option("--if-missing", is_flag=True, help="Keep the files of an earlier call.")
@engine_command
def sample_data(session: Session, folder: Path, seed: int, if_missing: bool) -> dict[str, Any]:
    """Write an image of a small town, its labels, and an image of the next town into FOLDER."""
    from rv_engine.sample_data import find_sample_data, write_sample_data

    folder = folder.absolute()
    data = find_sample_data(folder) if if_missing else None
    if data is None:
        data = write_sample_data(folder, seed=seed, monitor=session.monitor)
    return {
        "image": str(data.image),
        "labels": str(data.labels),
        "next_town": str(data.next_town),
    }
