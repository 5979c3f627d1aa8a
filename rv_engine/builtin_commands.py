"""The commands of `rv` that come with the engine; each is imported only when it is called.

They have a module of their own, because `rv --help` needs them and nothing else of what is built in.
"""

# The tasks of a pipeline share one module, which makes a command for each.
COMMANDS = {
    "analyze": "rv_engine.cli.run:analyze",
    "bundle": "rv_engine.cli.run:bundle",
    "chip": "rv_engine.cli.run:chip",
    "chip-windows": "rv_engine.cli.chip_windows:chip_windows",
    "compare": "rv_engine.cli.compare:compare",
    "convert": "rv_engine.cli.convert:convert",
    "doctor": "rv_engine.cli.doctor:doctor",
    "eval": "rv_engine.cli.run:eval_",
    "evaluate-layer": "rv_engine.cli.evaluate_layer:evaluate_layer",
    "export": "rv_engine.cli.export:export",
    "new": "rv_engine.cli.new:new",
    "plugins": "rv_engine.cli.plugins:plugins",
    "predict": "rv_engine.cli.run:predict",
    "predict-bundle": "rv_engine.cli.predict_bundle:predict_bundle",
    "preview": "rv_engine.cli.preview:preview",
    "predict-many": "rv_engine.cli.predict_many:predict_many",
    "run": "rv_engine.cli.run:run",
    "run-command": "rv_engine.cli.run_command:run_command",
    "sample-data": "rv_engine.cli.sample_data:sample_data",
    "schema": "rv_engine.cli.schema:schema",
    "serve": "rv_engine.cli.serve:serve",
    "train": "rv_engine.cli.run:train",
    "validate": "rv_engine.cli.validate:validate",
}
