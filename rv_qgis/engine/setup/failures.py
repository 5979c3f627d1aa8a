"""Recognises why an installation failed in what pip, uv, venv or the new engine said.

The classes are those that users of other plugins met; each has a remedy that they can carry out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import SetupError

_DETAIL_LINES = 30


@dataclass(frozen=True)
class FailureClass:
    """A kind of failure.

    Attributes:
        pattern: Found in the output, in whatever case.
    """

    code: str
    pattern: str
    message: str
    hint: str


# The first that is found counts: causes before what follows from them.
FAILURE_CLASSES = (
    FailureClass(
        "disk_full",
        r"No space left on device|\[?Errno 28\]?|not enough space on the disk|WinError 112\b"
        r"|os error (28|112)\b|disk quota exceeded",
        "The disk is full.",
        "Make room, or choose a folder on another disk, and try again: what was downloaded is kept.",
    ),
    FailureClass(
        "proxy",
        r"\b407\b.{0,40}(Proxy|auth)|Proxy Authentication Required|Tunnel connection failed: 407"
        r"|proxy authorization required",
        "The proxy asks for a user name and a password.",
        "Enter them in QGIS under Settings > Options > Network > Proxy, and try again.",
    ),
    FailureClass(
        "proxy_unreachable",
        r"Cannot connect to proxy|ProxyError|tunnel connection failed|tunnel error",
        "The proxy does not answer, or refuses the connection.",
        "Check the proxy in QGIS under Settings > Options > Network, and try again.",
    ),
    FailureClass(
        "tls",
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError|invalid peer certificate"
        r"|UnknownIssuer|self[- ]signed certificate|certificate verify failed"
        r"|Could not fetch URL.{0,80}certificate|ssl module in Python is not available",
        "The connection is not trusted: its certificate is unknown to this computer.",
        "In many offices a firewall opens encrypted connections. Ask for its certificate, import it "
        "in QGIS under Settings > Options > Authentication > Manage Certificates > Authorities, and "
        "try again.",
    ),
    FailureClass(
        "offline",
        r"Name or service not known|Temporary failure in name resolution|getaddrinfo failed"
        r"|nodename nor servname|Failed to resolve|dns error|failed to lookup address"
        r"|Network is unreachable|WinError 1006[0-5]|No route to host|NewConnectionError"
        r"|ConnectTimeoutError|Connection refused|error sending request|tcp connect error",
        "The package server cannot be reached.",
        "Check the internet connection, or the proxy in QGIS under Settings > Options > Network, "
        "and try again: what was downloaded is kept.",
    ),
    FailureClass(
        "download_broken",
        r"incomplete-download|ReadTimeoutError|Read timed out|IncompleteRead|Connection reset by peer|ProtocolError"
        r"|ConnectionResetError|connection closed before message completed|operation timed out"
        r"|DO NOT MATCH THE HASHES|Hash mismatch|error decoding response body|timed out",
        "A download broke off.",
        "Try again: it goes on from what was downloaded.",
    ),
    FailureClass(
        "index_refused",
        r"HTTP (error )?40[13]|HTTP status client error \(40[13]|40[13] Client Error"
        r"|401 Unauthorized|403 Forbidden|from versions: none",
        "The package server refuses the download.",
        "An office's firewall or package server may be in between: ask for access to pypi.org and "
        "download.pytorch.org, or use an existing Python environment.",
    ),
    FailureClass(
        "path_too_long",
        r"WinError 206|filename or extension is too long|path too long|os error 206",
        "A path became too long for Windows.",
        "Choose a folder with a short path, such as C:\\rv, and try again.",
    ),
    FailureClass(
        "visual_cpp",
        r"WinError 1114|WinError 126\b|DLL load failed|DLL initialization routine failed"
        r"|vcruntime140|MSVCP140|libomp140|fbgemm\.dll|0xC0000135|3221225781",
        "A library of Windows is missing or too old.",
        "Install the Microsoft Visual C++ Redistributable "
        "(https://aka.ms/vs/17/release/vc_redist.x64.exe), start the computer again, and press "
        "Repair.",
    ),
    FailureClass(
        "locked_file",
        r"WinError 32\b|WinError 5\b|being used by another process|Access is denied"
        r"|os error (5|32)\b|failed to rename.{0,200}Access",
        "Windows keeps a file locked.",
        "An antivirus program may be looking at it, or a second QGIS may use the engine. Close the "
        "other one, let the antivirus program leave the folder alone, and press Repair.",
    ),
    FailureClass(
        "blocked",
        r"WinError 1260|WinError 4551|blocked by group policy|AppLocker|Application Control policy"
        r"|os error 1260|os error 4551",
        "The rules of this computer forbid to run programs from that folder.",
        "Ask its administrator for a folder from which programs may be run, and choose it here, or "
        "use an existing Python environment.",
    ),
    FailureClass(
        "not_writable",
        r"Permission denied|\[Errno 13\]|Read-only file system|\[Errno 30\]|os error 13\b",
        "The folder cannot be written.",
        "Choose a folder that you may write to.",
    ),
    FailureClass(
        "no_venv",
        r"ensurepip is not\s+available|No module named '?(ensurepip|venv)|No module named pip"
        r"|returned non-zero exit status.{0,80}ensurepip|ensurepip.{0,120}returned non-zero",
        "This Python cannot make environments: it lacks the modules venv and ensurepip.",
        "On Debian and Ubuntu install the package python3-venv; elsewhere choose another Python, or "
        "install one from python.org.",
    ),
    FailureClass(
        "broken_python",
        r"No module named 'encodings'|init_sys_streams|failed to get the Python codec"
        r"|No pyvenv\.cfg file|Fatal Python error: init",
        "This Python does not start.",
        "Choose another Python, or install one from python.org.",
    ),
    FailureClass(
        "no_wheel",
        r"No matching distribution found|Could not find a version that satisfies"
        r"|has no wheels with a matching|is not a supported wheel on this platform"
        r"|no wheels are available|No solution found when resolving"
        r"|there is no version of|Failed building wheel|metadata-generation-failed"
        r"|GLIBC_[\d.]+'? not found|ResolutionImpossible|Failed to build",
        "A package is not offered for this system and this Python.",
        "Choose a Python from 3.10 to 3.13 for 64 bit, or update the system; PyTorch no longer "
        "supports Macs with Intel processors.",
    ),
    FailureClass(
        "memory",
        r"MemoryError|Cannot allocate memory|\[Errno 12\]|out of memory|os error 12\b",
        "The computer ran out of memory.",
        "Close other programs, and try again.",
    ),
    FailureClass(
        "broken_package",
        r"ImportError|ModuleNotFoundError|undefined symbol|cannot open shared object file"
        r"|Symbol not found|Illegal instruction",
        "A package was installed but does not work.",
        "Press Repair. If that does not help, choose the build for the processor.",
    ),
)
# Windows' codes for the end of a process, as pip's parent sees them.
_CRASHES = (0xC0000005, 0xC0000135, 0xC0000142, 0xC000001D)


def explain_failure(step: str, output: str, exit_code: int, where: str = "") -> SetupError:
    """The error for a step that failed.

    Args:
        step: What was done, as the beginning of a sentence: "Installing the packages".
        output: All that the program said.
        exit_code: How it ended.
        where: The folder that it is about.
    """
    details = "\n".join(output.splitlines()[-_DETAIL_LINES:])
    # Its last words first: before them may stand what went wrong and was overcome.
    for text in (details, output):
        for failure in FAILURE_CLASSES:
            if re.search(failure.pattern, text, re.IGNORECASE | re.DOTALL):
                return SetupError(
                    failure.code,
                    f"{step} failed. {failure.message}",
                    hint=failure.hint,
                    where=where,
                    details=details,
                )
    if exit_code & 0xFFFFFFFF in _CRASHES:
        return SetupError(
            "crash",
            f"{step} failed: the program crashed (code {exit_code & 0xFFFFFFFF:#010x}).",
            hint="Install the Microsoft Visual C++ Redistributable, let the antivirus program leave "
            "the folder alone, and try again.",
            where=where,
            details=details,
        )
    if exit_code in (-9, 137):
        return SetupError(
            "memory",
            f"{step} failed: the system stopped it, most likely for lack of memory.",
            hint="Close other programs, and try again.",
            where=where,
            details=details,
        )
    return SetupError(
        "unknown",
        f"{step} failed (exit code {exit_code}).",
        hint="Try again. If it fails again, press 'Copy Diagnostics' and report it.",
        where=where,
        details=details,
    )
