"""Shows a bundle from elsewhere for what it is, before it is used."""

from __future__ import annotations

from typing import Optional

from qtpy.QtCore import QUrl
from qtpy.QtGui import QImage, QTextDocument
from qtpy.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ..translation import tr
from .bundle_entry import BundleEntry
from .bundle_html import PREVIEW_URL, details_html, warnings_html


class BundleDialog(QDialog):
    """What a model is, what it wants, and the question whether to use it.

    It is accepted when the user says yes. A bundle that holds anything but weights and
    descriptions cannot be accepted.

    Args:
        entry: The bundle; it could be read.
        preview: Its picture, as PNG.
    """

    def __init__(
        self, entry: BundleEntry, preview: bytes = b"", parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("RvStudioBundleDialog")
        self.setWindowTitle(tr("A Model from Elsewhere"))
        self.entry = entry
        text = QTextBrowser()
        text.setOpenLinks(False)
        text.setAccessibleName(tr("What the model is and what it needs"))
        image = QImage.fromData(preview) if preview else QImage()
        if not image.isNull():
            kind = QTextDocument.ResourceType.ImageResource
            text.document().addResource(kind, QUrl(PREVIEW_URL), image)
        text.setHtml(
            f"<h3>{tr('What it wants')}</h3>{warnings_html(entry.info)}"
            + details_html(entry, has_preview=not image.isNull())
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use_button = self.buttons.addButton(
            tr("Use This Model"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.use_button.setEnabled(not entry.info.refused)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text, 1)
        column.addWidget(self.buttons)
        self.resize(520, 620)
