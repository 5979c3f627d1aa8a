"""`rv preview`: what a config will do, before it is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command

if TYPE_CHECKING:
    from rv_engine.pipeline import RVPipelineConfig
    from rv_engine.pipeline.preview import ChipPreview


@click.command()
@config_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A folder for pictures of example chips (chips.png, augmented.png) and for the windows "
    "(chip-windows.gpkg).",
)
@click.option(
    "--time/--no-time",
    "with_time",
    default=False,
    help="Take some steps of the training, to tell how long the run will take on this machine.",
)
@click.option(
    "--presets",
    "with_presets",
    is_flag=True,
    help="Also tell how long the wizard's three presets take.",
)
@click.option(
    "--windows", "with_windows", is_flag=True, help="Answer the windows as polygons on the map."
)
@engine_command
def preview(
    session: Session,
    config: str,
    arguments: tuple[tuple[str, str], ...],
    out: Path | None,
    with_time: bool,
    with_presets: bool,
    with_windows: bool,
) -> dict[str, Any]:
    """Show what the pipeline CONFIG will do: its chips, their number, room and time.

    A few chips are cut, and all else is told from them. Nothing is written to the run folder.
    """
    from rv_engine.pipeline.config_source import load_configs
    from rv_engine.pipeline.preview import (
        preview_chips,
        temporary_folder,
        windows_on_map,
        write_windows,
    )
    from rv_engine.storage import check_writable

    if out is not None:
        out = out.absolute()
        check_writable(out)
        out.mkdir(parents=True, exist_ok=True)
    pipeline_config = load_configs(config, arguments=arguments)[0]
    pipeline_config.update()
    monitor = session.monitor
    with temporary_folder() as folder:
        found = preview_chips(pipeline_config, Path(folder), monitor.part(0, 0.5))
        values = found.to_dict()
        if with_windows:
            values["windows"] = windows_on_map(found.windows)
        if out is not None:
            from rv_engine.pipeline.preview_pictures import draw_preview

            values["windows_file"] = write_windows(found.windows, out / "chip-windows.gpkg")
            values["pictures"] = draw_preview(found, out, monitor.part(0.5, 0.6))
        if with_time or with_presets:
            values |= _times(session, pipeline_config, found, with_presets)
    _tell(session, values)
    return values


def _times(
    session: Session, config: RVPipelineConfig, found: ChipPreview, with_presets: bool
) -> dict[str, Any]:
    """How long the training and the run of the config take, and of the presets."""
    from rv_engine.pipeline.presets import PRESETS, with_preset
    from rv_engine.pipeline.preview_training import TrainingTrial, try_training
    from rv_engine.pipeline.run_estimate import estimate_run

    trials: dict[str, TrainingTrial | None] = {}

    def estimate(one: RVPipelineConfig, start: float, end: float) -> dict[str, Any] | None:
        """What is the same but for the number of epochs is tried once."""
        key = one.backend.model_copy(deep=True)
        if hasattr(key, "solver"):
            of_any_length = {"num_epochs": 1, "plateau_patience": 1}
            key.solver = key.solver.model_copy(update=of_any_length)
        name = str(key.to_dict())
        if name not in trials:
            trials[name] = try_training(one, found, session.monitor.part(start, end))
        trial = trials[name]
        if trial is None:
            return None
        return {**trial.estimate(one, found), "run": estimate_run(one, found, trial)}

    values: dict[str, Any] = {"training": estimate(config, 0.6, 0.7)}
    if with_presets:
        values["presets"] = {}
        for number, preset in enumerate(PRESETS):
            start = 0.7 + 0.1 * number
            one = with_preset(config, preset, found.splits["train"].chips)
            values["presets"][preset] = estimate(one, start, start + 0.1)
    return values


def _tell(session: Session, values: dict[str, Any]) -> None:
    """The same in words, for a terminal."""
    uses = {"train": "training", "valid": "validation"}
    for split, one in values["splits"].items():
        session.write(
            f"About {one['chips']} chips for {uses[split]}, of {one['windows']} windows.\n"
        )
    session.write(f"They take about {values['disk_bytes'] / 1e6:.0f} MB.\n")
    training = values.get("training")
    if training:
        session.write(
            f"Training on {training['device']}: about {training['epoch_s']:.0f} s for each of "
            f"{training['epochs']} epochs, with {training['memory_mb']:.0f} MB of memory.\n"
        )
        run = training["run"]
        session.write(
            f"The whole run: about {run['run_s'] / 60:.0f} minutes, of which cutting chips "
            f"{run['chip_s']:.0f} s, training {run['train_s']:.0f} s, predicting "
            f"{run['predict_s']:.0f} s, comparing {run['eval_s']:.0f} s; and "
            f"{run['disk_bytes'] / 1e6:.0f} MB on the disk.\n"
        )
