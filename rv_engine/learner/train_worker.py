"""One of several processes that train a model together: `python -m ... LEARNER.json [DEVICE]`.

Started by torchrun, once for each device; see `launch`. The first one says messages on stdout.
"""

from __future__ import annotations

import sys

from rv_engine.config.json_file import read_json_object
from rv_engine.config.plugin_reference import PluginReference, restore
from rv_engine.errors import RvError
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.processes import leave, started_together
from rv_engine.messages import Failure, Message, encode
from rv_engine.monitor import Monitor


def main(config_path: str, device: str | None = None) -> int:
    """Trains; the exit status is 0 when it went well."""
    import os

    is_first = not started_together() or os.environ["RANK"] == "0"

    def send(message: Message) -> None:
        if is_first:
            sys.stdout.write(encode(message) + "\n")
            sys.stdout.flush()

    try:
        content = read_json_object(config_path)
        restore([PluginReference.model_validate(value) for value in content["plugins"]])
        config = LearnerConfig.from_document(content["learner"])
        config.build(device).train(Monitor(send))
    except RvError as error:
        send(Failure(error.code, error.message, error.hint, error.where))
        return 1
    return 0


if __name__ == "__main__":
    leave(main(*sys.argv[1:]))
