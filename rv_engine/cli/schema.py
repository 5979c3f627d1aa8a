"""`rv schema`: the JSON Schema of everything that a config can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command


@click.command()
@click.argument("type_hint", required=False)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write it to this file instead of the screen."
)
@engine_command
def schema(session: Session, type_hint: str | None, output: Path | None) -> dict[str, Any]:
    """Print the JSON Schema of everything that a config can hold, plugins included.

    With TYPE_HINT, such as rasterio_source, only of that part and what it can hold. A group, such
    as raster_source, is the choice of all its members.
    """
    from rv_engine.config.json_file import to_json
    from rv_engine.config.schema import config_schema, part_schema
    from rv_engine.errors import ConfigError
    from rv_engine.storage import write_text

    try:
        content = config_schema() if type_hint is None else part_schema(type_hint)
    except ValueError as error:
        text = str(error)
        raise ConfigError(text[:1].upper() + text[1:], hint="`rv schema` shows all.") from error
    if output is None:
        session.write(to_json(content))
        return {"schema": content}
    write_text(output, to_json(content))
    return {"output": str(output.absolute())}
