from __future__ import annotations

import logging

import pytest
from pydantic import ValidationError

from rv_engine.backend import PyTorchSemanticSegmentationConfig
from rv_engine.config.raster_vision_names import FIELDS
from rv_engine.errors import ConfigError
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.scene import WindowSamplingConfig


def test_a_field_of_raster_vision_is_refused_by_its_name():
    values = {"run_tensorboard": True, "save_all_checkpoints": True, "solver": {"lr": -1}}
    with pytest.raises(ConfigError) as caught:
        PyTorchSemanticSegmentationConfig.from_dict(values)
    lines = caught.value.message.splitlines()
    assert lines[1] == (
        "- run_tensorboard: Raster Vision's run_tensorboard is not supported by RV Studio. "
        "Start `tensorboard --logdir` on the folder of TRAIN."
    )
    assert lines[2].startswith(
        "- save_all_checkpoints: Raster Vision's save_all_checkpoints is not"
    )
    # What else is wrong is told as well.
    assert lines[3].startswith("- solver.lr: -1 ")
    assert len(lines) == 4
    # So it is where a script calls the class.
    with pytest.raises(ValidationError, match="Raster Vision's run_tensorboard is not supported"):
        PyTorchSemanticSegmentationConfig(run_tensorboard=True)


def test_a_field_that_makes_no_difference_is_accepted_and_told(caplog):
    with caplog.at_level(logging.INFO, "rv_engine"):
        backend = PyTorchSemanticSegmentationConfig(
            log_tensorboard=False, run_tensorboard=False, solver=SolverConfig(sync_interval=5)
        )
    assert backend == PyTorchSemanticSegmentationConfig()
    reason = FIELDS["solver"]["sync_interval"].advice
    messages = [record.message for record in caplog.records]
    assert messages in (
        [],  # another test was the first to use it
        [f"Raster Vision's SolverConfig.sync_interval is left out: {reason}."],
    )


def test_windows_of_random_sizes_are_refused_unless_there_is_only_one_size():
    assert WindowSamplingConfig(size=300, size_lims=(300, 301)) == WindowSamplingConfig(size=300)
    with pytest.raises(ValidationError, match="Raster Vision's size_lims is not supported"):
        WindowSamplingConfig(size=300, size_lims=(200, 400))
