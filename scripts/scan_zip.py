"""Checks the release zip the way the QGIS plugin repository does, and a little more strictly.

Every finding counts: the repository blocks a version for each, asserts included. A line that is
right as it stands carries `# nosec BXXX` and the reason.

Usage: python scripts/scan_zip.py ZIP
"""

import configparser
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

MAX_SIZE_BYTES = 25_000_000
# Bandit rules that the repository does not enable.
NOT_ENABLED = "B404,B410,B411"
UNWELCOME_SUFFIXES = {
    ".bat",
    ".cmd",
    ".dll",
    ".dylib",
    ".exe",
    ".ps1",
    ".pyc",
    ".pyd",
    ".sh",
    ".so",
}
REQUIRED_KEYS = (
    "about",
    "author",
    "description",
    "email",
    "name",
    "qgisMinimumVersion",
    "repository",
    "tracker",
    "version",
)


def layout_problems(path: Path) -> list[str]:
    """What is wrong with the zip's size, names and metadata."""
    problems = []
    if path.stat().st_size > MAX_SIZE_BYTES:
        problems.append(f"{path.stat().st_size} bytes; {MAX_SIZE_BYTES} are allowed")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        folders = {name.split("/")[0] for name in names}
        if len(folders) != 1 or not next(iter(folders)).isidentifier():
            return [*problems, f"one top folder with a Python name is needed, not {folders}"]
        folder = folders.pop()
        for name in names:
            problems += [f"{name}: {problem}" for problem in _name_problems(name)]
            if archive.getinfo(name).external_attr >> 16 & 0o111:
                problems.append(f"{name}: executable")
        for needed in ("__init__.py", "metadata.txt", "LICENSE"):
            if f"{folder}/{needed}" not in names:
                problems.append(f"{needed} is missing")
        metadata = configparser.ConfigParser()
        metadata.read_string(archive.read(f"{folder}/metadata.txt").decode("utf-8"))
        problems += [
            f"metadata.txt: {key} is missing"
            for key in REQUIRED_KEYS
            if not metadata["general"].get(key, "").strip()
        ]
    return problems


def security_problems(folder: Path) -> list[str]:
    """What bandit and detect-secrets find in the unpacked zip."""
    bandit = _json_of("bandit", "-r", str(folder), "--skip", NOT_ENABLED, "-f", "json", "-q")
    problems = [
        f"{finding['filename']}:{finding['line_number']}: {finding['test_id']} "
        f"{finding['issue_text']}"
        for finding in bandit["results"]
    ]
    secrets = _json_of("detect_secrets", "scan", "--all-files", str(folder))
    for name, findings in secrets["results"].items():
        problems += [f"{name}:{found['line_number']}: {found['type']}" for found in findings]
    return problems


def _name_problems(name: str) -> list[str]:
    path = PurePosixPath(name)
    problems = []
    if not name.isascii() or "\\" in name or path.is_absolute() or ".." in path.parts:
        problems.append("not a plain relative name")
    if any(part.startswith(".") or part in ("__pycache__", "__MACOSX") for part in path.parts):
        problems.append("hidden or generated")
    if path.suffix.lower() in UNWELCOME_SUFFIXES:
        problems.append(f"{path.suffix} files are not welcome")
    return problems


def _json_of(module: str, *arguments: str) -> dict:
    """What a scanner says. Bandit's exit status 1 only means that it found something."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if not done.stdout.strip():
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def main() -> None:
    """Prints the problems; exit status 1 when there are any."""
    path = Path(sys.argv[1])
    problems = layout_problems(path)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        problems += [
            problem.replace(f"{folder}/", "") for problem in security_problems(Path(folder))
        ]
    if problems:
        raise SystemExit("\n".join([*problems, f"{len(problems)} problems in {path}"]))
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, nothing found")


if __name__ == "__main__":
    main()
