"""How this computer reaches the internet, as QGIS knows it: proxy and certificates."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from qgis.core import QgsApplication, QgsSettings
from qtpy.QtNetwork import QNetworkProxy

CERTIFICATES_NAME = "certificates.pem"


def network_environment(folder: Path, *, may_ask: bool = True) -> dict[str, str]:
    """The variables that tell pip, uv and the engine about QGIS's proxy and certificates.

    Call it on the main thread.

    Args:
        may_ask: Whether QGIS may ask for the master password of the proxy's credentials.
        folder: Gets a file with the certificates that the user trusts in QGIS, if there are any.
    """
    return {**_proxy_variables(may_ask), **_certificate_variables(folder)}


def _proxy_variables(may_ask: bool) -> dict[str, str]:
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return {}
    kind = str(settings.value("proxy/proxyType", "") or "")
    scheme = {"HttpProxy": "http", "HttpCachingProxy": "http", "Socks5Proxy": "socks5h"}.get(kind)
    host = str(settings.value("proxy/proxyHost", "") or "")
    if scheme is None or not host:
        # "DefaultProxy" is the system's, which pip and uv ask for themselves.
        return {}
    url = proxy_url(
        scheme,
        host,
        str(settings.value("proxy/proxyPort", "") or ""),
        *_credentials(settings, may_ask),
    )
    without = settings.value("proxy/noProxyUrls", []) or []
    if isinstance(without, str):
        without = [without]
    variables = {"HTTP_PROXY": url, "HTTPS_PROXY": url, "ALL_PROXY": url}
    variables["NO_PROXY"] = ",".join(["localhost", "127.0.0.1", *map(_host_of, without)])
    # Some programs look only for the small ones.
    return {**variables, **{name.lower(): value for name, value in variables.items()}}


def proxy_url(scheme: str, host: str, port: str, user: str, password: str) -> str:
    """The address of a proxy in one text; odd letters in the credentials are escaped."""
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{scheme}://{login}{host}{f':{port}' if port else ''}"


def _credentials(settings: QgsSettings, may_ask: bool) -> tuple[str, str]:
    configuration = str(settings.value("proxy/authcfg", "") or "")
    if configuration and (may_ask or QgsApplication.authManager().masterPasswordIsSet()):
        proxy = QNetworkProxy()
        answer = QgsApplication.authManager().updateNetworkProxy(proxy, configuration)
        accepted, proxy = answer if isinstance(answer, tuple) else (answer, proxy)
        if accepted:
            return proxy.user(), proxy.password()
    return (
        str(settings.value("proxy/proxyUser", "") or ""),
        str(settings.value("proxy/proxyPassword", "") or ""),
    )


def _host_of(url: str) -> str:
    return str(url).partition("://")[2].partition("/")[0] or str(url)


def _certificate_variables(folder: Path) -> dict[str, str]:
    manager = QgsApplication.authManager()
    if manager.isDisabled() or not manager.databaseCAs():
        # Nothing of the user's own: pip and uv know the system's certificates.
        return {}
    path = folder / CERTIFICATES_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(manager.trustedCaCertsPemText()))
    except OSError:
        return {}
    names = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    return dict.fromkeys(names, str(path))
