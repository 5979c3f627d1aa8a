"""`rv chip-windows`: where CHIP would cut, as a layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command


@click.command("chip-windows")
@config_argument
@click.argument("out", type=click.Path(path_type=Path))
@engine_command
def chip_windows(
    session: Session, config: str, out: Path, arguments: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """Write the windows of the chips of the pipeline CONFIG to the GeoPackage OUT.

    Nothing is cut. CHIP leaves those windows out that have no data or no labels.
    """
    from rv_engine.pipeline.chip_windows import chip_windows as find_windows
    from rv_engine.pipeline.chip_windows import write_chip_windows
    from rv_engine.pipeline.config_source import load_single_config
    from rv_engine.storage import check_file_writable, check_replaces_none

    out = out.absolute()
    check_file_writable(out)
    pipeline = load_single_config(config, arguments)
    pipeline.update()
    inputs = (file for scene in pipeline.dataset.all_scenes for file in scene.input_files())
    check_replaces_none(out, [config, *inputs])
    found = find_windows(pipeline, out.parent, session.monitor, transformed=False)
    write_chip_windows(found, out)
    counts = {
        use: sum(len(one.windows) for one in found if one.split == split)
        for split, use in (("train", "training"), ("valid", "validation"))
    }
    session.write("".join(f"{number} windows for {use}\n" for use, number in counts.items()))
    session.monitor.artifact("polygons", str(out), "Chip windows")
    return {"windows": str(out), **counts}
