"""The set-up page as QGIS's window brings it, and what QGIS's settings give to a set-up."""

import ssl
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qtpy.QtNetwork import QSslCertificate
from rv_studio.rv_qgis.engine.network import network_environment
from rv_studio.rv_qgis.setup import SetUpPart

from tests.plugin.waiting import until

OFFICE = Path(__file__).parent / "office-ca.pem"


@pytest.fixture
def never_set_up(plugin, monkeypatch, tmp_path):
    """A user who has just installed the plugin."""
    monkeypatch.delenv("RV_STUDIO_PYTHON", raising=False)
    monkeypatch.setenv("RV_STUDIO_HOME", str(tmp_path / "homes"))
    QgsSettings().remove("rv_studio")
    yield plugin.part(SetUpPart)
    QgsSettings().remove("rv_studio")


def test_the_page_opens_at_the_first_use_and_only_then(never_set_up, plugin):
    assert never_set_up.dialog is None
    plugin._notices.engine_missing.emit()
    dialog = never_set_up.dialog
    assert dialog.isVisible()
    dialog.close()
    plugin._notices.engine_missing.emit()
    assert not dialog.isVisible()
    until(lambda: not dialog.is_working)


def test_who_named_a_python_is_not_sent_to_the_set_up(never_set_up, plugin, monkeypatch):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    plugin._notices.engine_missing.emit()
    assert never_set_up.dialog is None


def test_a_certificate_that_qgis_trusts_is_one_for_the_installer(qgis_app, tmp_path):
    manager = QgsApplication.authManager()
    if manager.isDisabled():
        pytest.skip("this QGIS has no store of certificates")
    (office,) = QSslCertificate.fromPath(str(OFFICE))
    assert "PIP_CERT" not in network_environment(tmp_path)
    assert manager.storeCertAuthority(office)
    manager.rebuildCaCertsCache()
    manager.rebuildTrustedCaCertsCache()
    try:
        variables = network_environment(tmp_path)
    finally:
        manager.removeCertAuthority(office)
        manager.rebuildCaCertsCache()
        manager.rebuildTrustedCaCertsCache()
    names = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    (path,) = {variables[name] for name in names}
    trusted = ssl.create_default_context(cafile=path).get_ca_certs()
    assert any(("commonName", "Office CA") in field for one in trusted for field in one["subject"])
