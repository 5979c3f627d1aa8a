"""The one version number, read from `metadata.txt`, which the plugin and the engine share."""

from pathlib import Path


def _read_version() -> str:
    plugin_metadata = Path(__file__).resolve().parents[1] / "metadata.txt"
    if plugin_metadata.is_file():
        for line in plugin_metadata.read_text(encoding="utf-8").splitlines():
            key, separator, value = line.partition("=")
            if separator and key.strip() == "version":
                return value.strip()
    # An engine installed as a wheel has no metadata.txt beside it. Imported here because that takes
    # a third of the time of `rv --help`.
    from importlib import metadata

    return metadata.version("rv_engine")


__version__ = _read_version()
