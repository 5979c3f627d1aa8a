"""The many errors of file systems, in the user's words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from rv_engine.errors import (
    AccessError,
    MissingFileError,
    MissingPackageError,
    RvError,
    StorageError,
)
from rv_engine.storage.uri import container_of, host_of, protocol_of

_EXTRAS = {
    "s3": "s3",
    "s3a": "s3",
    "gs": "gs",
    "gcs": "gs",
    "az": "az",
    "abfs": "az",
    "abfss": "az",
}
_PACKAGES = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs"}
_MISSING = {404, 410}
_DENIED = {401, 403, 407}
_BUSY = {408, 425, 429, 500, 502, 503, 504}
# By name: the packages they come from may be missing, and importing them takes time.
_CREDENTIALS = {"NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError"}
_CERTIFICATE = {"ClientConnectorCertificateError", "SSLCertVerificationError"}
_NO_HOST = {"ClientConnectorDNSError", "gaierror"}
_TIMEOUTS = {
    "TimeoutError", "FSTimeoutError", "ServerTimeoutError", "ConnectTimeoutError", "timeout",
    "ReadTimeoutError", "ConnectionTimeoutError", "SocketTimeoutError",
}  # fmt: skip
_BROKEN = {
    "ClientConnectionError", "ClientOSError", "ClientPayloadError", "ConnectionClosedError",
    "ConnectionError", "EndpointConnectionError", "HTTPClientError", "IncompleteRead",
    "IncompleteReadError", "ResponseParserError", "ServerDisconnectedError", "ShortReadError",
    "ConnectionResetError", "ConnectionRefusedError",
}  # fmt: skip
_BROKEN_NUMBERS = {
    errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EHOSTUNREACH,
    errno.ENETUNREACH, errno.EPIPE, errno.EBUSY,
}  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a connection.

    Attributes:
        error: What to tell the user.
        passing: Whether another try may help.
    """

    error: RvError
    passing: bool = False


class ShortReadError(ConnectionError):
    """A server sent less than it had announced."""


def explain(error: BaseException, uri: str) -> Trouble | None:
    """What an error of a file system means; None when it is none of a connection."""
    if isinstance(error, RvError):
        return None
    chain = list(_chain(error))
    host = host_of(uri)
    names = {cls.__name__ for link in chain for cls in type(link).__mro__}
    statuses = {status for link in chain for status in [_status(link)] if status}
    if statuses:
        return _of_status(min(statuses), uri, host)
    if names & _CREDENTIALS:
        return Trouble(_denied(uri, host, "there are no credentials"))
    if names & _CERTIFICATE:
        return Trouble(
            StorageError(
                f"'{uri}' is not read, because the certificate of {host} is not trusted.",
                hint="Check the address and this machine's clock, or ask who runs the server.",
                where=uri,
            )
        )
    if names & _NO_HOST:
        return Trouble(
            StorageError(
                f"'{uri}' cannot be read: there is no host {host} that this machine knows.",
                hint="Check the spelling of the address and the internet connection.",
                where=uri,
            ),
            passing=any("Temporary failure" in str(link) for link in chain),
        )
    if names & _TIMEOUTS:
        return Trouble(_silent(uri, host), passing=True)
    if names & _BROKEN or any(getattr(link, "errno", 0) in _BROKEN_NUMBERS for link in chain):
        return Trouble(_broken(uri, host, chain[-1]), passing=True)
    return _of_file(error, uri, host)


def _of_file(error: BaseException, uri: str, host: str) -> Trouble | None:
    if isinstance(error, FileNotFoundError):
        return Trouble(_missing(uri))
    if isinstance(error, PermissionError):
        return Trouble(_denied(uri, host, str(error) or "the server denies it"))
    if isinstance(error, ImportError):
        return Trouble(_missing_package(uri, error))
    if isinstance(error, ValueError) and "not known" in str(error):
        return Trouble(
            StorageError(
                f"'{uri}' begins with '{protocol_of(container_of(uri))}:', which is no file system "
                "that the engine knows.",
                hint="Use a local path, https://, s3://, gs:// or az://, or load the plugin that "
                "brings it.",
                where=uri,
            )
        )
    if type(error).__name__ in {"BadZipFile", "ReadError"}:
        return Trouble(
            StorageError(
                f"'{container_of(uri)}' is no archive that can be read: {error}.",
                hint="Check the file; if it was downloaded, download it again.",
                where=uri,
            )
        )
    if isinstance(error, NotImplementedError):
        return Trouble(
            StorageError(
                f"'{uri}' cannot be used that way: {protocol_of(uri)} is only for reading.",
                hint="Choose a folder on this machine or in an object store.",
                where=uri,
            )
        )
    if isinstance(error, OSError):
        return Trouble(
            StorageError(
                f"'{uri}' cannot be read or written: {error}.", hint="Check the address.", where=uri
            ),
            # What object stores say in their own words: a server's error may pass.
            passing=error.errno == errno.EIO or "500" in str(error) or "503" in str(error),
        )
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _status(error: BaseException) -> int | None:
    """The HTTP status in an error of aiohttp, botocore, gcsfs or azure."""
    # What aiohttp says of a body that broke off has a code too, but no server has answered it.
    if any(cls.__name__ == "HttpProcessingError" for cls in type(error).__mro__):
        return None
    for name in ("status", "status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 400 <= value < 600:
            return value
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        value = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return value if isinstance(value, int) and 400 <= value < 600 else None
    return None


def _of_status(status: int, uri: str, host: str) -> Trouble:
    if status in _MISSING:
        return Trouble(_missing(uri))
    if status in _DENIED:
        return Trouble(_denied(uri, host, f"the server answers {status}"))
    return Trouble(
        StorageError(
            f"'{uri}' cannot be read or written: {host} answers with the error {status}.",
            hint="The server is too busy or broken: try again later."
            if status in _BUSY
            else "Check the address.",
            where=uri,
        ),
        passing=status in _BUSY,
    )


def _missing(uri: str) -> MissingFileError:
    return MissingFileError(
        f"'{uri}' does not exist.", hint="Check the spelling of the address.", where=uri
    )


def _denied(uri: str, host: str, reason: str) -> AccessError:
    return AccessError(
        f"Access to '{uri}' is denied: {reason}.",
        hint=f"Check that your account may use it and that the credentials for {host} are set.",
        where=uri,
    )


def _silent(uri: str, host: str) -> StorageError:
    return StorageError(
        f"'{uri}' cannot be read or written: {host} does not answer in time.",
        hint="Check the internet connection and try again; RV_NETWORK_TIMEOUT_S allows more time.",
        where=uri,
    )


def _broken(uri: str, host: str, cause: BaseException) -> StorageError:
    reason = str(cause).rstrip(".") or type(cause).__name__
    return StorageError(
        f"'{uri}' cannot be read or written: the connection to {host} breaks ({reason}).",
        hint="Check the address and the internet connection, and try again.",
        where=uri,
    )


def _missing_package(uri: str, error: ImportError) -> MissingPackageError:
    protocol = protocol_of(container_of(uri))
    extra = _EXTRAS.get(protocol)
    needed = _PACKAGES[extra] if extra else str(error.msg).rstrip(".")
    hint = f"Install it with: pip install 'rv_engine[{extra}]'" if extra else "Install it."
    return MissingPackageError(
        f"'{uri}' needs a package that is not installed: {needed}.", hint=hint, where=uri
    )
