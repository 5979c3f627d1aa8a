"""All that is known of the chosen bundle, to read."""

from __future__ import annotations

from typing import Optional

from qtpy.QtCore import QUrl
from qtpy.QtGui import QPixmap, QTextDocument, QTextOption
from qtpy.QtWidgets import QTextBrowser, QWidget

from ..swatch import swatch
from ..translation import tr
from .bundle_entry import BundleEntry
from .bundle_html import PREVIEW_URL, details_html, swatch_url, warnings_html

_SWATCH_PX = 11


class BundleCard(QTextBrowser):
    """Describes one bundle; of one from elsewhere it says first what it wants."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("The chosen model"))
        self.setAcceptDrops(False)
        # Paths have no spaces to break at.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def show_entry(self, entry: BundleEntry, preview: Optional[QPixmap] = None) -> None:
        """Shows a bundle, with its picture where there is one by now."""
        info = entry.info
        has_preview = preview is not None and not preview.isNull()
        if has_preview:
            self._add_picture(PREVIEW_URL, preview)
        for place, shown in enumerate(info.classes if info is not None else ()):
            self._add_picture(swatch_url(place), swatch(shown.colour, _SWATCH_PX))
        html = details_html(entry, has_preview=has_preview)
        if info is not None and not entry.is_usable:
            html = warnings_html(info) + html
        self.setHtml(html)

    def show_welcome(self, *, has_models: bool) -> None:
        """Says what to do while no bundle is chosen."""
        text = tr("Choose a model above.")
        if not has_models:
            text = tr(
                "No models yet. Each training leaves one here. Add others with the plus above, or "
                "drop their files here."
            )
        self.setHtml(f"<p>{text}</p>")

    def _add_picture(self, url: str, picture: QPixmap) -> None:
        kind = QTextDocument.ResourceType.ImageResource
        self.document().addResource(kind, QUrl(url), picture.toImage())
