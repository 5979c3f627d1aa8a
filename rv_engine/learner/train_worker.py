"""One of several processes that train a model together: `python -m ... LEARNER.json [DEVICE]`.

Started by torchrun, once for each device; see `launch`. The first one says messages on stdout.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from rv_engine.config.json_file import read_json_object
from rv_engine.config.plugin_reference import PluginReference, restore
from rv_engine.errors import RvError
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.processes import leave, started_together
from rv_engine.messages import Failure, Message, encode
from rv_engine.monitor import Monitor


def run_worker(
    train: Callable[[dict[str, Any], str | None, Monitor], None],
    config_path: str,
    device: str | None = None,
) -> int:
    """Trains what a file describes; the exit status is 0 when it went well.

    Args:
        train: Is called with what is in the file, the device, and a monitor that speaks if this is
            the first process.
        config_path: The file; its "plugins" are loaded before.
        device: Where; the best there is when None.
    """
    is_first = not started_together() or os.environ["RANK"] == "0"

    def send(message: Message) -> None:
        if is_first:
            sys.stdout.write(encode(message) + "\n")
            sys.stdout.flush()

    try:
        content = read_json_object(config_path)
        restore([PluginReference.model_validate(value) for value in content["plugins"]])
        train(content, device, Monitor(send))
    except RvError as error:
        send(Failure(error.code, error.message, error.hint, error.where))
        return 1
    return 0


def _train(content: dict[str, Any], device: str | None, monitor: Monitor) -> None:
    LearnerConfig.from_document(content["learner"]).build(device).train(monitor)


if __name__ == "__main__":
    leave(run_worker(_train, *sys.argv[1:]))
