"""Makes the release zip from the lists in pb_tool.cfg and the vendored packages.

The same files give the same bytes: names are sorted, times and permissions are fixed.

Usage: python scripts/make_zip.py ZIP
"""

import configparser
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
VENDOR = REPO / "build" / "vendor"
LEFT_OUT = {"__pycache__", ".DS_Store"}
# The earliest time that a zip can hold.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o100644


def release_files() -> dict[str, Path]:
    """The files of the release by their names inside the plugin folder."""
    config = configparser.ConfigParser()
    config.read(REPO / "pb_tool.cfg", encoding="utf-8")
    lists = config["files"]
    names = [*lists["python_files"].split(), *lists["extras"].split()]
    files = {name: REPO / name for name in names}
    for folder in lists["extra_dirs"].split():
        files |= {path.relative_to(REPO).as_posix(): path for path in _walk(REPO / folder)}
    files |= {f"vendor/{path.relative_to(VENDOR).as_posix()}": path for path in _walk(VENDOR)}
    return dict(sorted(files.items()))


def plugin_name() -> str:
    """The plugin's folder in the zip."""
    config = configparser.ConfigParser()
    config.read(REPO / "pb_tool.cfg", encoding="utf-8")
    return config["plugin"]["name"]


def write_zip(target: Path) -> None:
    """Writes the release zip."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in release_files().items():
            entry = zipfile.ZipInfo(f"{plugin_name()}/{name}", FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = REGULAR_FILE << 16
            archive.writestr(entry, path.read_bytes())


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise SystemExit(f"{folder} is missing. Run 'make zip', which lays everything out.")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not LEFT_OUT.intersection(path.parts) and path.suffix != ".pyc":
            yield path


if __name__ == "__main__":
    write_zip(Path(sys.argv[1]))
    print(sys.argv[1])
