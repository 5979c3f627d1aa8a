import http.server
import io
import shutil
import threading
from contextlib import suppress

import pytest
import qgis.utils
from osgeo import osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayerTreeModel,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qtpy.QtCore import QBuffer, QMimeData, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QTextDocument
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QLineEdit, QTextBrowser, QToolButton
from rv_studio.rv_qgis.library import BundleList, BundleRegistry
from rv_studio.rv_qgis.library.models_dock import ModelsDock

from tests.plugin.fake_engine import EVALUATION
from tests.plugin.library_bundles import write_bundle
from tests.plugin.samples import reference
from tests.plugin.waiting import settle, until

UTM = QgsCoordinateReferenceSystem("EPSG:32633")


def png():
    image = QImage(64, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


@pytest.fixture
def run_folder(tmp_path):
    folder = tmp_path / "runs" / "roofs"
    write_bundle(folder / "bundle" / "model-bundle.zip", EVALUATION, png())
    return folder


@pytest.fixture
def canvas(canvas):
    canvas.setDestinationCrs(UTM)
    canvas.resize(300, 300)
    return canvas


@pytest.fixture
def bundles(qgis_app, tmp_path, run_folder):
    made = BundleList(BundleRegistry(tmp_path / "home" / "models.json"), lambda: [run_folder])
    made.refresh()
    until(lambda: made.bundles)
    yield made
    made.close()


@pytest.fixture
def dock(bundles, canvas):
    made = ModelsDock(bundles, canvas)
    made.show()
    yield made
    made.close_all()
    made.deleteLater()


@pytest.fixture
def heard(dock):
    """What the dock asks for."""
    news = {"predict": [], "report": [], "failed": [], "told": []}
    dock.predict_wanted.connect(lambda *what: news["predict"].append(what))
    dock.report_wanted.connect(news["report"].append)
    dock.failed.connect(news["failed"].append)
    dock.told.connect(news["told"].append)
    return news


def dialog_of(dock):
    until(lambda: dock.admission.dialogs)
    (dialog,) = dock.admission.dialogs
    return dialog


def rows(dock):
    model = dock.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def details(dock):
    return dock.card.toPlainText()


def trigger(dock, name):
    dock.actions_of_bundle[name].trigger()


def test_a_model_is_listed_with_what_it_does_and_described_below(dock, run_folder):
    (row,) = rows(dock)
    assert row.startswith("roofs\nSemantic segmentation · building, water · mean IoU 0.70 · ")
    assert "2026" in row
    text = details(dock)
    for part in (
        "building", "background", "3: bands 4, 1, 2 of the training images (uint16)",
        "0.5", "256 × 256 pixels", "unet + resnet18", "town", "CC-BY-4.0", "a run on this computer",
        str(run_folder / "bundle" / "model-bundle.zip"),
    ):  # fmt: skip
        assert part in text


def test_the_card_shows_the_colours_of_the_classes_on_any_ground(dock, bundles):
    kind = QTextDocument.ResourceType.ImageResource
    squares = [dock.card.document().resource(kind, QUrl(f"swatch-{n}.png")) for n in range(3)]
    assert [QColor(square.pixel(5, 5)).name() for square in squares] == [
        "#e69f00", "#0072b2", "#000000"
    ]  # fmt: skip
    assert QColor(squares[2].pixel(0, 5)).name() == "#808080"
    assert dock.card.toHtml().count("swatch-") == 3


def test_the_card_tells_the_quality_of_each_class_and_no_inner_names(dock, bundles, tmp_path):
    classes = [
        {"class_id": 0, "class_name": "<b>roof</b>", "metrics": {"f1": 0.912}},
        {"class_id": 1, "class_name": "road", "metrics": {"f1": None}},
        {"class_name": "average", "metrics": {"f1": 0.8}},
    ]
    model = {"type_hint": "classification_model", "backbone": "resnet18"}
    path = write_bundle(tmp_path / "a.zip", metrics=classes, backend={"model": model})
    bundles.add(path, is_accepted=True)
    until(lambda: bundles.entry(path))
    dock.choose(path)
    text = details(dock)
    assert "F1 0.80" in text
    assert "F1 of each class: <b>roof</b> 0.91" in text
    assert "resnet18" in text and "classification_model" not in text


def test_the_footprint_goes_with_the_dock_that_explains_it(dock):
    trigger(dock, "zoom")
    assert not dock.footprint.geometry.isEmpty()
    dock.hide()
    assert dock.footprint.geometry.isEmpty()
    dock.show()
    assert not dock.footprint.geometry.isEmpty()


def test_its_picture_comes_when_it_is_read(dock):
    model = dock.view.model()
    until(lambda: not dock.picker.model.previews.pixmap(key_of(dock)).isNull())
    icon = model.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    assert QColor(icon.pixmap(32, 20).toImage().pixel(5, 5)).name() == "#336699"
    assert "preview.png" in dock.findChild(QTextBrowser).toHtml()


def key_of(dock):
    from rv_studio.rv_qgis.library.bundle_model import preview_key

    return preview_key(dock.chosen)


def test_the_footprint_lies_on_the_training_image_whatever_the_crs_of_the_map(dock, canvas):
    trigger(dock, "zoom")
    box = dock.footprint.geometry.boundingBox()
    to_utm = osr.CoordinateTransformation(reference(4326), reference(32633))
    left, bottom, _ = to_utm.TransformPoint(15.0, 45.1523)
    right, top, _ = to_utm.TransformPoint(15.0016, 45.1534)
    assert (box.xMinimum(), box.yMinimum()) == pytest.approx((left, bottom), abs=0.1)
    assert (box.xMaximum(), box.yMaximum()) == pytest.approx((right, top), abs=0.1)
    assert canvas.extent().contains(box)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    to_web = QgsCoordinateTransform(
        UTM, canvas.mapSettings().destinationCrs(), QgsProject.instance()
    )
    expected = to_web.transformBoundingBox(box)
    web = dock.footprint.geometry.boundingBox()
    assert web.center().distance(expected.center()) < 2
    trigger(dock, "footprint")
    assert dock.footprint.geometry.isEmpty()


def test_a_dropped_bundle_is_shown_for_what_it_is_before_it_is_listed(dock, heard, tmp_path):
    path = write_bundle(tmp_path / "lakes.zip", licence=None, created="2026-12-01T00:00:00+00:00")
    drop(dock.view, files([path]), QPoint(2, 2))
    dialog = dialog_of(dock)
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert "holds no program code" in text
    assert "names no licence" in text
    assert len(rows(dock)) == 1
    dialog.use_button.click()
    until(lambda: dock.chosen and dock.chosen.path == path)
    assert len(rows(dock)) == 2
    assert dock.chosen.is_usable


def test_a_refused_stranger_is_not_listed_and_its_file_stays(dock, tmp_path):
    path = write_bundle(tmp_path / "lakes.zip")
    dock.add([path])
    dialog_of(dock).reject()
    settle(0.1)
    assert len(rows(dock)) == 1
    assert path.is_file()


def test_program_code_in_a_bundle_is_named_and_cannot_be_agreed_to(dock, tmp_path):
    path = write_bundle(tmp_path / "bad.zip", others=[("model/model.py", b"raise SystemExit")])
    dock.add([path])
    dialog = dialog_of(dock)
    assert "model/model.py" in dialog.findChild(QTextBrowser).toPlainText()
    assert not dialog.use_button.isEnabled()
    dialog.reject()


def test_parts_of_a_plugin_are_named(dock, tmp_path):
    steps = [{"type_hint": "vendor_step"}]
    dock.add([write_bundle(tmp_path / "vendor.zip", processing_steps=steps)])
    text = dialog_of(dock).findChild(QTextBrowser).toPlainText()
    assert "vendor_step" in text
    assert "plugin for the engine" in text
    dialog_of(dock).reject()


def test_names_in_a_strangers_bundle_are_no_markup(dock, tmp_path):
    names = {"names": ["<b>house</b>"], "colors": ['#fff"><img src=x>']}
    dock.add([write_bundle(tmp_path / "a.zip", class_config=names, task="<i>odd</i>")])
    text = dialog_of(dock).findChild(QTextBrowser).toPlainText()
    assert "<b>house</b>" in text
    assert "<i>odd</i>" in text
    dialog_of(dock).reject()


def test_a_bundle_in_a_watched_folder_is_asked_about_before_it_predicts(
    dock, bundles, heard, tmp_path
):
    folder = tmp_path / "team"
    path = write_bundle(folder / "lakes.zip")
    bundles.watch(folder)
    until(lambda: bundles.entry(path))
    dock.choose(path)
    assert "holds no program code" in details(dock)
    trigger(dock, "predict")
    assert not heard["predict"]
    dialog_of(dock).use_button.click()
    until(lambda: heard["predict"])
    assert heard["predict"] == [(str(path), "")]
    assert bundles.current.path == path


def test_return_predicts_and_f2_renames(dock, heard):
    dock.view.setFocus()
    QTest.keyClick(dock.view, Qt.Key.Key_F2)
    editor = dock.view.findChild(QLineEdit)
    QTest.keyClicks(editor, "Roofs")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert rows(dock)[0].startswith("Roofs\n")
    assert not heard["predict"]
    assert dock.actions_of_bundle["predict"].shortcut().toString() == "Return"
    dock.actions_of_bundle["predict"].trigger()
    assert len(heard["predict"]) == 1


def test_the_part_opens_the_algorithm_with_the_bundle_and_leaves_with_its_dock(
    plugin, iface, run_folder, monkeypatch
):
    from rv_studio.rv_qgis.library import LibraryPart

    opened = []
    part = plugin.part(LibraryPart)
    monkeypatch.setattr(part._desktop, "open_algorithm", lambda *what: opened.append(what))
    iface.window.show()
    part.show()
    assert part.dock.isVisible()
    part.dock.predict_wanted.emit("/a/roofs.zip", "/a/town.tif")
    parameters = {"BUNDLE": "/a/roofs.zip", "IMAGE": "/a/town.tif"}
    assert opened == [("rvstudio:predictwithbundle", parameters)]
    qgis.utils.plugins.pop("rv_studio").unload()
    qgis.utils.active_plugins.remove("rv_studio")
    settle()
    assert not iface.window.findChildren(ModelsDock)


def test_predict_asks_for_the_chosen_bundle_at_once_when_it_is_ones_own(dock, heard, run_folder):
    trigger(dock, "predict")
    assert heard["predict"] == [(str(run_folder / "bundle" / "model-bundle.zip"), "")]


@pytest.mark.parametrize("kind", ["file", "layer"])
def test_an_image_dropped_on_a_bundle_is_predicted_with_it(
    dock, heard, run_folder, image, kind, qgis_new_project
):
    place = dock.view.visualRect(dock.view.model().index(0, 0)).center()
    if kind == "file":
        mime = files([image])
    else:
        layer = QgsProject.instance().addMapLayer(QgsRasterLayer(str(image), "town"))
        root = QgsProject.instance().layerTreeRoot()
        tree = QgsLayerTreeModel(root)
        node = root.findLayer(layer.id())
        mime = tree.mimeData([tree.node2index(node)])
    drop(dock.view, mime, place)
    until(lambda: heard["predict"])
    assert heard["predict"] == [(str(run_folder / "bundle" / "model-bundle.zip"), str(image))]


def test_an_image_dropped_on_the_dock_is_predicted_with_the_chosen_bundle(
    dock, heard, run_folder, image
):
    drop(dock, files([image]), QPoint(5, 5))
    until(lambda: heard["predict"])
    assert heard["predict"] == [(str(run_folder / "bundle" / "model-bundle.zip"), str(image))]


def test_an_image_dropped_beside_the_bundles_does_nothing(dock, heard, image):
    dock.view.resize(300, 600)
    mime = files([image])  # an event does not keep it
    event = drag(mime, QPoint(5, 590))
    dock.view.dragMoveEvent(event)
    assert not event.isAccepted()


def files(paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(mime, place):
    return QDragEnterEvent(
        place,
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def drop(view, mime, place):
    event = drag(mime, place)
    view.dragEnterEvent(event)
    assert event.isAccepted()
    view.dropEvent(
        QDropEvent(
            QPointF(place),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_the_report_of_a_run_is_its_own_and_that_of_a_file_comes_out_of_it(
    dock, bundles, heard, run_folder, tmp_path
):
    trigger(dock, "report")
    assert heard["report"][0].endswith("roofs/eval.json")
    in_run = run_folder / "eval" / "validation_scenes" / "eval.json"
    in_run.parent.mkdir(parents=True)
    in_run.write_text("{}", encoding="utf-8")
    trigger(dock, "report")
    assert heard["report"][1] == str(in_run)


def test_a_copy_is_the_whole_file(dock, heard, run_folder, tmp_path):
    target = tmp_path / "share" / "roofs.zip"
    target.parent.mkdir()
    dock.export_to(target)
    until(lambda: heard["told"])
    assert target.read_bytes() == (run_folder / "bundle" / "model-bundle.zip").read_bytes()
    assert [path.name for path in target.parent.iterdir()] == ["roofs.zip"]
    dock.export_to(tmp_path / "no such folder" / "roofs.zip")
    until(lambda: heard["failed"])
    assert "cannot be written" in heard["failed"][0].message


def test_the_file_can_be_pasted_into_a_message(dock, run_folder):
    trigger(dock, "copy")
    (url,) = QApplication.clipboard().mimeData().urls()
    assert url.toLocalFile() == str(run_folder / "bundle" / "model-bundle.zip")


def test_a_name_is_changed_in_the_list(dock, bundles):
    model = dock.view.model()
    assert model.setData(model.index(0, 0), "Roofs of 2026")
    assert rows(dock)[0].startswith("Roofs of 2026\n")
    assert "Roofs of 2026" in details(dock)


def test_the_search_finds_classes(dock, bundles, tmp_path):
    classes = {"names": ["tree"], "colors": ["#00ff00"]}
    path = write_bundle(tmp_path / "wood.zip", class_config=classes)
    bundles.add(path, is_accepted=True)
    until(lambda: len(rows(dock)) == 2)
    dock.picker.search.setText("TREE")
    assert [row.partition("\n")[0] for row in rows(dock)] == ["wood"]


def test_removing_keeps_the_file(dock, run_folder):
    trigger(dock, "remove")
    assert rows(dock) == []
    assert (run_folder / "bundle" / "model-bundle.zip").is_file()
    assert "No models yet" in details(dock)


def test_everything_that_can_be_pressed_says_what_it_is(dock):
    nameless = [
        button.objectName()
        for button in dock.findChildren(QToolButton)
        if button.isVisible() and not (button.text() or button.accessibleName())
    ]
    assert nameless == []


class Site(http.server.BaseHTTPRequestHandler):
    """Gives a file; the slow one in driblets, until it is told to go on."""

    content = b""
    go_on = threading.Event()

    def do_GET(self):
        if self.path == "/none.zip":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        rest = io.BytesIO(self.content)
        with suppress(OSError):
            if self.path.startswith("/slow"):
                while not self.go_on.wait(0.05):
                    self.wfile.write(rest.read(500))
                    self.wfile.flush()
            shutil.copyfileobj(rest, self.wfile)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site(tmp_path):
    Site.content = write_bundle(
        tmp_path / "made.zip", others=[("a.txt", b"x" * 200_000)]
    ).read_bytes()
    Site.go_on.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Site.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


def downloads(bundles):
    folder = bundles.registry.downloads_folder
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_bundle_is_downloaded_and_shown_before_it_is_listed(dock, bundles, site):
    dock.download(f"{site}/models/lakes.zip?version=2")
    dialog_of(dock).use_button.click()
    until(lambda: dock.chosen and dock.chosen.name == "lakes")
    assert downloads(bundles) == ["lakes.zip"]
    assert (dock.chosen.origin, dock.chosen.source) == ("url", f"{site}/models/lakes.zip?version=2")
    assert dock.chosen.path.read_bytes() == Site.content


def test_a_download_that_is_stopped_leaves_nothing(dock, bundles, site):
    dock.download(f"{site}/slow.zip")
    until(lambda: dock.downloading.isVisible() and dock.downloading.bar.value() > 0)
    dock.downloading.stop_button.click()
    until(lambda: not dock.downloading.isVisible())
    assert downloads(bundles) == []


@pytest.mark.parametrize("address", ["{site}/none.zip", "ftp://x/y.zip", "C:/models/a.zip", ""])
def test_an_address_without_a_file_is_a_failure_and_leaves_nothing(
    dock, bundles, heard, site, address
):
    dock.download(address.format(site=site))
    until(lambda: heard["failed"])
    assert downloads(bundles) == []
    assert not dock.downloading.isVisible()


def test_a_downloaded_file_that_is_no_bundle_does_not_stay(dock, bundles, heard, site):
    Site.content = b"<html>Please log in</html>"
    dock.download(f"{site}/lakes.zip")
    until(lambda: heard["failed"])
    assert "no model bundle" in heard["failed"][0].message
    assert downloads(bundles) == []


def test_the_map_is_clean_when_the_dock_is_gone(bundles, canvas):
    before = len(canvas.scene().items())
    dock = ModelsDock(bundles, canvas)
    canvas.setExtent(QgsRectangle(499_000, 4_999_000, 501_000, 5_001_000))
    trigger(dock, "zoom")
    dock.close_all()
    dock.deleteLater()
    settle()
    assert len(canvas.scene().items()) == before
