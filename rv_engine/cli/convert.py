"""`rv convert`: a config of Raster Vision as one of this engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command


@click.command()
@click.argument("old")
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--root", help="The run folder of the new config; a folder beside the old one when left out."
)
@engine_command
def convert(session: Session, old: str, new: Path, root: str | None) -> dict[str, Any]:
    """Read OLD, the pipeline-config.json of Raster Vision 0.20 to 0.31, and write NEW.

    What was dropped or changed is listed, with reasons. Nothing in OLD is executed.
    """
    from rv_engine.config.json_file import read_json
    from rv_engine.pipeline.config_file import save_pipeline_config
    from rv_engine.pipeline.raster_vision import convert_config
    from rv_engine.storage import check_replaces_none

    conversion = convert_config(read_json(old), old, root)
    new = new.absolute()
    check_replaces_none(new, [old])
    save_pipeline_config(conversion.config, new)
    session.write(f"From Raster Vision {conversion.release}.\n")
    session.write("".join(f"{change}\n" for change in conversion.changes))
    session.monitor.artifact("config", str(new), "Pipeline config")
    return {
        "config": str(new),
        "release": conversion.release,
        "changes": [change.to_dict() for change in conversion.changes],
    }
