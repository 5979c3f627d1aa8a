"""`rv doctor`: what is installed, which devices there are, and what is missing."""

from __future__ import annotations

import platform
import sys
from importlib import import_module, metadata
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command
from rv_engine.version import __version__

# Distribution and module names of what the engine needs.
_PACKAGES = {
    "torch": "torch",
    "torchvision": "torchvision",
    "segmentation_models_pytorch": "segmentation_models_pytorch",
    "safetensors": "safetensors",
    "rasterio": "rasterio",
    "pyogrio": "pyogrio",
    "shapely": "shapely",
    "numpy": "numpy",
    "scipy": "scipy",
    "pydantic": "pydantic",
    "pillow": "PIL",
    "jinja2": "jinja2",
    "rich": "rich",
    "click": "click",
}


@click.command()
@engine_command
def doctor(session: Session) -> dict[str, Any]:
    """Tell what is installed, which devices there are, and what is missing."""
    packages: dict[str, str | None] = {}
    problems: list[dict[str, str]] = []
    for done, (name, module) in enumerate(_PACKAGES.items()):
        session.monitor.progress(done, len(_PACKAGES), "packages", "Checking the packages")
        packages[name] = _version(name, module, problems)
    session.monitor.progress(len(_PACKAGES), len(_PACKAGES), "packages", "Checking the packages")
    devices = _devices() if packages["torch"] else []
    values: dict[str, Any] = {
        "engine_version": __version__,
        "python": platform.python_version(),
        "executable": sys.executable,
        "packages": packages,
        "devices": devices,
        "problems": problems,
    }
    for name, version in packages.items():
        session.monitor.log(f"{name} {version or 'is missing'}")
    for device in devices:
        session.monitor.log(f"Device {device['name']}: {device['title']}")
    for problem in problems:
        session.monitor.log(f"{problem['message']} {problem['hint']}", level="warning")
    return values


def _version(name: str, module: str, problems: list[dict[str, str]]) -> str | None:
    try:
        import_module(module)
        return metadata.version(name)
    except Exception as error:  # noqa: BLE001 - a broken package can raise anything on import
        problems.append(
            {
                "message": f"The package {name} cannot be used: {error}.",
                "hint": "Set up the engine again.",
            }
        )
        return None


def _devices() -> list[dict[str, str]]:
    from rv_engine.learner.devices import list_devices

    return [{"name": device.name, "title": device.title} for device in list_devices()]
