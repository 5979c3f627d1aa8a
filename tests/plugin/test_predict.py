"""One click: from a bundle and a map to layers, on the image's pixels, or to a message."""

import json
import math
import os
import re
from pathlib import Path

import pytest
import qgis.utils
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qtpy.QtCore import QSize, QTimer
from qtpy.QtWidgets import QComboBox, QPushButton
from rv_studio.rv_qgis.layers.provenance import describe_origin
from rv_studio.rv_qgis.predict import PredictPart
from rv_studio.rv_qgis.predict.choices import SELECTED, WHOLE, PredictChoices
from rv_studio.rv_qgis.predict.confidence import threshold_of
from rv_studio.rv_qgis.predict.confidence_slider import ConfidenceSlider
from rv_studio.rv_qgis.predict.fit import Mapping, prepared_image
from rv_studio.rv_qgis.predict.fit_dialog import FitDialog

from tests.plugin.bundles import write_bundle
from tests.plugin.main_thread_watch import MainThreadWatch
from tests.plugin.samples import BOTTOM, LEFT, PIXEL_M, RIGHT, SIZE_PX, TOP, write_image
from tests.plugin.waiting import settle
from tests.plugin.waiting import until as wait

MIDDLE = ((LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2)


class Scene:
    """A map with an image, and a model."""

    def __init__(self, plugin, iface, fake_engine, tmp_path):
        self.part = plugin.part(PredictPart)
        self.iface = iface
        self.engine = fake_engine
        self.folder = tmp_path
        self.project = QgsProject.instance()
        self.iface.canvas.resize(QSize(400, 300))
        self.part.choose(PredictChoices())

    def add_image(self, **options):
        path = write_image(self.folder / f"image{len(self.project.mapLayers())}.tif", **options)
        layer = QgsRasterLayer(str(path), "town")
        self.project.addMapLayer(layer)
        self.show(layer)
        return layer

    def show(self, *layers):
        canvas = self.iface.canvas
        canvas.setLayers(layers)
        canvas.setDestinationCrs(layers[0].crs())
        canvas.setExtent(layers[0].extent())
        self.iface.active_layer = layers[0]

    def use(self, name="town model", **changes):
        path = write_bundle(self.folder / f"{name}.zip", **changes)
        bundles = self.part.bundles
        bundles.add(path, is_accepted=True)
        wait(lambda: bundles.entry(path) is not None)
        bundles.set_current(path)
        return path

    def results(self):
        """The layers that one-click prediction made, by their names."""
        tree = self.project.layerTreeRoot()
        return [node.layer() for group in tree.findGroups() for node in group.findLayers()]

    def click(self):
        before = len(self.results())
        self.part.button.click()
        wait(lambda: len(self.results()) > before or self.iface.shown)
        return self.results()

    def calls(self, method):
        """What the engine was asked so far."""
        if not self.engine.has_calls:
            return []
        return [call for call in self.engine.calls if call.get("method") == method]

    @property
    def requests(self):
        return self.calls("predict")


@pytest.fixture
def scene(plugin, iface, fake_engine, tmp_path):
    made = Scene(plugin, iface, fake_engine, tmp_path)
    yield made
    made.part.choose(PredictChoices())
    for entry in made.part.bundles.bundles:
        made.part.bundles.remove(entry.path)
    made.project.clear()


def place(path):
    """First column and row, width and height of a result, in pixels of the image."""
    dataset = gdal.Open(str(path))
    x, dx, _, y, _, dy = dataset.GetGeoTransform()
    column, row = (x - LEFT) / dx, (y - TOP) / dy
    assert (dx, dy) == (PIXEL_M, -PIXEL_M)
    assert column == pytest.approx(round(column), abs=1e-6)
    assert row == pytest.approx(round(row), abs=1e-6)
    return round(column), round(row), dataset.RasterXSize, dataset.RasterYSize


class TestClick:
    def test_one_click_makes_a_styled_layer_in_a_group_that_says_where_it_comes_from(self, scene):
        image = scene.add_image()
        bundle = scene.use()
        (layer,) = scene.click()
        assert scene.iface.shown == []
        assert layer.name() == "town model"
        assert layer.crs() == image.crs()
        assert [entry.label for entry in layer.renderer().classes()] == ["building", "background"]
        assert str(bundle) in layer.metadata().abstract()
        (group,) = scene.project.layerTreeRoot().findGroups()
        assert group.name() == "Predictions on town"
        assert place(layer.source()) == (0, 0, SIZE_PX, SIZE_PX)
        # The next one goes to the same group, and is made of the image, not of the prediction.
        scene.iface.active_layer = layer
        assert len(scene.click()) == 2
        assert len(scene.project.layerTreeRoot().findGroups()) == 1
        assert {request["params"]["image"] for request in scene.requests} == {image.source()}

    @pytest.mark.parametrize(
        ("crs", "rotation"),
        [
            ("EPSG:32633", 0.0),
            ("EPSG:32633", 30.0),
            ("EPSG:4326", -115.0),
            ("EPSG:3857", 0.0),
            ("EPSG:3035", 30.0),
        ],
    )
    def test_what_the_map_shows_is_predicted_on_the_images_pixels(self, scene, crs, rotation):
        image = scene.add_image()
        scene.use()
        canvas = scene.iface.canvas
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
        there = QgsCoordinateTransform(
            image.crs(), canvas.mapSettings().destinationCrs(), scene.project
        )
        box = QgsRectangle(MIDDLE[0] - 21.3, MIDDLE[1] - 13.7, MIDDLE[0] + 20.1, MIDDLE[1] + 17.9)
        canvas.setExtent(there.transformBoundingBox(box))
        canvas.setRotation(rotation)
        (layer,) = scene.click()
        # Independently: every pixel that a grid of places of the screen falls on, and no other.
        settings = canvas.mapSettings()
        size = settings.outputSize()
        to_map = settings.mapToPixel()
        seen = []
        for x in range(size.width() + 1):
            for y in range(size.height() + 1):
                point = there.transform(
                    to_map.toMapCoordinates(x, y), Qgis.TransformDirection.Reverse
                )
                column, row = (point.x() - LEFT) / PIXEL_M, (TOP - point.y()) / PIXEL_M
                if 0 <= column < SIZE_PX and 0 <= row < SIZE_PX:
                    seen.append((math.floor(column), math.floor(row)))
        columns, rows = [p[0] for p in seen], [p[1] for p in seen]
        left, top, width, height = place(layer.source())
        assert (left, top) == (min(columns), min(rows))
        assert (left + width - 1, top + height - 1) == (max(columns), max(rows))

    def test_a_map_of_the_whole_world_shows_all_of_the_image(self, scene):
        scene.add_image()
        scene.use()
        canvas = scene.iface.canvas
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
        canvas.setExtent(QgsRectangle(-180, -90, 180, 90))
        (layer,) = scene.click()
        assert place(layer.source()) == (0, 0, SIZE_PX, SIZE_PX)

    def test_a_map_that_shows_none_of_the_image_says_so(self, scene):
        scene.add_image()
        scene.use()
        scene.iface.canvas.setExtent(QgsRectangle(0, 0, 10, 10))
        assert scene.click() == []
        assert "does not show the image" in scene.iface.shown[0][1]

    def test_selected_polygons_limit_the_prediction(self, scene):
        image = scene.add_image()
        scene.use()
        areas = QgsVectorLayer("Polygon?crs=EPSG:4326", "areas", "memory")
        there = QgsCoordinateTransform(image.crs(), areas.crs(), scene.project)
        triangle = QgsGeometry.fromWkt(
            f"POLYGON(({LEFT + 10} {TOP - 50}, {LEFT + 50} {TOP - 50}, {LEFT + 10} {TOP - 10},"
            f" {LEFT + 10} {TOP - 50}))"
        )
        other = QgsGeometry.fromRect(image.extent())
        for geometry in (triangle, other):
            geometry.transform(there)
            feature = qgis.core.QgsFeature(areas.fields())
            feature.setGeometry(geometry)
            areas.dataProvider().addFeature(feature)
        scene.project.addMapLayer(areas)
        scene.part.choose(PredictChoices(area=SELECTED))
        scene.iface.canvas.setLayers([areas, image])
        scene.iface.active_layer = areas
        assert scene.click() == []
        assert "No polygons are selected" in scene.iface.shown.pop()[1]
        areas.select(1)
        scene.click()
        params = scene.requests[0]["params"]
        within = QgsGeometry.fromWkt(params["within"])
        assert within.area() == pytest.approx(800, rel=0.001)
        assert params["extent"] == pytest.approx(
            [LEFT + 10, TOP - 50, LEFT + 50, TOP - 10], abs=0.01
        )

    def test_the_whole_layer_and_polygons_on_request(self, scene):
        scene.add_image()
        scene.use()
        scene.iface.canvas.setExtent(QgsRectangle(LEFT, TOP - 10, LEFT + 10, TOP))
        scene.part.choose(PredictChoices(area=WHOLE, raster=False, polygons=True))
        (layer,) = scene.click()
        assert isinstance(layer, QgsVectorLayer)
        assert [category.value() for category in layer.renderer().categories()] == ["building"]
        assert layer.extent().width() == pytest.approx(SIZE_PX * PIXEL_M / 2)

    def test_the_choices_are_remembered(self, scene, iface):
        from rv_studio.rv_qgis.predict.choices import read_choices

        chosen = PredictChoices(area=WHOLE, raster=False, polygons=True, confidence=True)
        scene.part.choose(chosen)
        assert read_choices() == chosen

    def test_without_an_image_or_from_a_service_it_says_what_to_do(self, scene):
        scene.use()
        scene.click()
        assert "no image on the map" in scene.iface.shown.pop()[1]
        layer = QgsRasterLayer("type=xyz&url=https://localhost/{x}/{y}/{z}.png", "tiles", "wms")
        scene.project.addMapLayer(layer)
        scene.show(layer)
        scene.click()
        assert "comes from the source 'wms'" in scene.iface.shown.pop()[1]

    def test_a_click_does_not_hold_qgis_up(self, scene):
        scene.add_image(size_px=1024)
        scene.use()
        scene.part.choose(PredictChoices(polygons=True, confidence=True))
        scene.click()
        seen = []
        # Another program may take both cores for a moment: what is ours stays in every try.
        for _ in range(4):
            before = len(scene.results())
            watch = MainThreadWatch()
            QTimer.singleShot(0, scene.part.button.click)
            assert watch.until(lambda before=before: len(scene.results()) > before + 1)
            seen.append(round(1000 * watch.longest_cpu_s))
            if seen[-1] <= 50:
                return
        pytest.fail(f"computing for milliseconds: {seen}")


class TestConfidence:
    def test_the_slider_hides_boxes_that_the_model_is_not_sure_of(self, scene):
        scene.add_image()
        scene.use(task="object_detection")
        (layer,) = scene.click()
        assert scene.requests[0]["params"]["score_thresh"] == 0.05
        assert layer.featureCount() == 1
        slider = ConfidenceSlider(layer)
        assert slider.slider.value() == 50
        slider.slider.setValue(90)
        wait(lambda: layer.featureCount() == 0)
        slider.slider.setValue(70)
        wait(lambda: layer.featureCount() == 1)
        slider.deleteLater()

    def test_a_layer_that_shows_nothing_says_how_to_see_more(self, scene):
        scene.add_image()
        scene.use(task="object_detection")
        scene.part.choose(PredictChoices(threshold=0.9))
        (layer,) = scene.click()
        assert layer.featureCount() == 0
        wait(lambda: scene.iface.shown)
        assert "at least 90 % sure of nothing here" in scene.iface.shown[0][1]

    def test_the_slider_hides_pixels_that_the_model_is_not_sure_of(self, scene):
        scene.add_image()
        scene.use()
        scene.part.choose(PredictChoices(confidence=True, threshold=0.0))
        (layer,) = scene.click()
        assert layer.customProperty("embeddedWidgets/0/id") == "rv_studio_confidence"

        def shown():
            block = layer.renderer().block(1, layer.extent(), SIZE_PX, SIZE_PX)
            return [block.color(0, column) >> 24 > 0 for column in range(SIZE_PX)]

        # The left half is the class that is shown; the fake engine is surer further right.
        assert shown() == [True] * 32 + [False] * 32
        slider = ConfidenceSlider(layer)
        slider.slider.setValue(25)
        wait(lambda: threshold_of(layer) == 0.25)
        expected = [round(0.25 * 254) <= column * 254 // SIZE_PX for column in range(32)]
        assert shown() == expected + [False] * 32
        assert 0 < sum(expected) < 32
        slider.deleteLater()


class TestFit:
    def dialog(self, scene):
        scene.part.button.click()
        settle()
        (dialog,) = [
            child for child in scene.iface.window.findChildren(FitDialog) if child.isVisible()
        ]
        return dialog

    def press(self, dialog, text):
        (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
        button.click()

    def test_bands_are_chosen_by_name_and_remembered(self, scene):
        scene.iface.window.show()
        scene.add_image(bands=5)
        scene.use()
        dialog = self.dialog(scene)
        combos = dialog.findChildren(QComboBox)
        assert [combo.currentText() for combo in combos] == ["Band 1", "Band 2", "Band 3"]
        combos[0].setCurrentIndex(3)
        self.press(dialog, "Predict")
        wait(scene.results)
        assert scene.requests[0]["params"]["channel_order"] == [3, 1, 2]
        scene.click()
        assert scene.requests[1]["params"]["channel_order"] == [3, 1, 2]

    def test_nothing_happens_when_the_user_says_no(self, scene):
        scene.iface.window.show()
        scene.add_image(bands=1)
        scene.use()
        dialog = self.dialog(scene)
        dialog.reject()
        settle(0.1)
        assert not scene.part.engine.is_running

    @pytest.mark.parametrize("pixel_m", [10.0, 2 * PIXEL_M])
    def test_an_image_of_other_pixels_is_resampled(self, scene, pixel_m):
        scene.iface.window.show()
        scene.add_image()
        scene.use(pixel_size=[pixel_m, pixel_m])
        dialog = self.dialog(scene)
        self.press(dialog, "Predict")
        wait(scene.results)
        resampled = gdal.Open(scene.requests[0]["params"]["image"])
        assert resampled.GetGeoTransform()[1] == pytest.approx(pixel_m, rel=0.1)

    def test_other_values_are_stretched_or_refused(self, scene):
        scene.iface.window.show()
        path = scene.folder / "deep.tif"
        shallow = write_image(scene.folder / "shallow.tif")
        gdal.Translate(
            str(path), str(shallow), outputType=gdal.GDT_UInt16, scaleParams=[[0, 255, 0, 2550]]
        )
        layer = QgsRasterLayer(str(path), "deep")
        scene.project.addMapLayer(layer)
        scene.show(layer)
        scene.use()
        dialog = self.dialog(scene)
        self.press(dialog, "Predict")
        wait(scene.results)
        stretched = gdal.Open(scene.requests[0]["params"]["image"])
        assert stretched.GetRasterBand(1).DataType == gdal.GDT_Byte
        assert stretched.GetRasterBand(1).ComputeRasterMinMax(False)[1] == 255
        scene.use("other", dtype="float32")
        dialog = self.dialog(scene)
        (go,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Predict"]
        assert not go.isEnabled()
        dialog.reject()

    @pytest.mark.parametrize("no_data", [0, 200, 65535])
    def test_stretched_values_keep_their_places_without_a_value(self, tmp_path, no_data):
        path = tmp_path / "deep.tif"
        dataset = gdal.GetDriverByName("GTiff").Create(str(path), 64, 2, 1, gdal.GDT_UInt16)
        band = dataset.GetRasterBand(1)
        # Far below and above what is stretched, and in the middle 16 places without a value.
        values = [50 + 10 * x for x in range(24)] + [no_data] * 16 + [600 + x for x in range(24)]
        row = b"".join(value.to_bytes(2, "little") for value in values)
        band.WriteRaster(0, 0, 64, 2, row * 2, buf_type=gdal.GDT_UInt16)
        band.SetNoDataValue(no_data)
        dataset = band = None
        mapping = Mapping(stretch=((180.0, 610.0),))
        stretched = gdal.Open(str(prepared_image(path, mapping, tmp_path / "byte.vrt")))
        mask = stretched.GetRasterBand(1).GetMaskBand().ReadRaster(0, 0, 64, 1)
        places = [x for x in range(64) if not mask[x]]
        # 200 is also one of the values.
        assert places == [x for x in range(64) if values[x] == no_data]


class TestFaults:
    @pytest.mark.parametrize(
        ("behaviour", "message"),
        [("is killed", "killed by the system"), ("crashes", "lacks"), ("fails", "is damaged")],
    )
    def test_what_goes_wrong_is_a_message_and_the_next_click_works(self, scene, behaviour, message):
        scene.add_image()
        scene.use()
        scene.engine.that(behaviour)
        assert scene.click() == []
        ((_, text),) = scene.iface.shown
        assert message in text
        # What is too long for the bar is whole behind its button.
        assert text.startswith(scene.iface.bar.currentItem().text().rstrip(". …"))
        scene.engine.that("well")
        scene.iface.shown.clear()
        scene.part.engine.end()
        assert len(scene.click()) == 1

    def test_an_engine_that_is_gone_is_told_with_the_remedy(self, scene):
        scene.add_image()
        scene.use()
        scene.engine.python.unlink()
        scene.click()
        assert "Set Up Engine" in scene.iface.shown[0][1]

    def test_what_the_engine_doubts_is_told_once_whatever_the_numbers(self, scene):
        scene.add_image()
        scene.use()
        scene.engine.that("warns")
        for count in (1, 2):
            scene.part.button.click()
            wait(lambda many=count: len(scene.results()) == many)
            assert len(scene.iface.shown) == 1
        assert re.fullmatch(r"Values lie around \d+\.5\.", scene.iface.shown[0][1])

    def test_cancel_in_the_message_bar_stops_it_and_leaves_no_file(self, scene, monkeypatch):
        monkeypatch.setenv("RV_FAKE_STEPS", "3000")
        scene.add_image()
        scene.use()
        scene.part.button.click()
        item = scene.iface.bar.currentItem()
        assert "Predicting 'town' with town model." in item.text()
        wait(lambda: scene.requests)
        folder = Path(scene.requests[0]["params"]["out"]).parent
        assert folder.is_dir()
        (cancel,) = [b for b in item.findChildren(QPushButton) if b.text() == "Cancel"]
        cancel.click()
        settle()
        assert not scene.part.one_click.is_busy
        assert scene.iface.bar.currentItem() is None
        assert not folder.exists()
        assert scene.results() == []
        assert scene.part.engine.is_running

    def test_an_idle_engine_that_dies_is_told(self, scene):
        scene.add_image()
        scene.use()
        scene.click()
        os.kill(scene.part.engine.process_id, 9)
        wait(lambda: scene.iface.shown)
        assert "kept ready has ended" in scene.iface.shown[0][1]
        scene.iface.shown.clear()
        assert len(scene.click()) == 2

    def test_unloading_in_the_middle_leaves_no_process(self, scene, monkeypatch):
        monkeypatch.setenv("RV_FAKE_STEPS", "3000")
        scene.add_image()
        scene.use()
        scene.part.button.click()
        wait(lambda: scene.requests)
        process_id = scene.part.engine.process_id
        qgis.utils.plugins.pop("rv_studio").unload()
        qgis.utils.active_plugins.remove("rv_studio")
        assert not Path(f"/proc/{process_id}").exists()


class TestLive:
    def test_the_map_is_followed_and_the_last_request_wins(self, scene, monkeypatch):
        monkeypatch.setenv("RV_FAKE_STEPS", "40")
        scene.add_image()
        scene.use()
        canvas = scene.iface.canvas
        scene.part.live.set_on(True)
        wait(scene.results)
        (layer,) = scene.results()
        first = Path(layer.source()).parent
        layer.setOpacity(0.3)
        for number in range(4):
            # Faster than a prediction: most are begun and given up.
            count = len(scene.requests)
            canvas.setExtent(QgsRectangle(LEFT, TOP - 40, LEFT + 40 + 20 * number, TOP))
            wait(lambda count=count: len(scene.requests) > count)
        right = min(canvas.extent().xMaximum(), RIGHT)

        def is_there():
            asked = scene.requests[-1]["params"]
            return asked["extent"][2] == pytest.approx(right) and layer.source() == asked["out"]

        wait(is_there)
        assert scene.results() == [layer]
        assert layer.opacity() == pytest.approx(0.3)
        column, _, width, _ = place(layer.source())
        assert LEFT + (column + width) * PIXEL_M == pytest.approx(right, abs=PIXEL_M)
        assert scene.calls("cancel")
        # The files of the earlier ones are gone.
        assert not first.exists()
        folders = {Path(request["params"]["out"]).parent for request in scene.requests}
        assert [folder for folder in folders if folder.exists()] == [Path(layer.source()).parent]
        scene.part.live.set_on(False)
        count = len(scene.requests)
        canvas.setExtent(QgsRectangle(LEFT, TOP - 20, LEFT + 20, TOP))
        settle(0.6)
        assert len(scene.requests) == count

    def test_who_removes_the_layer_ends_it_and_a_failure_too(self, scene):
        scene.add_image()
        scene.use()
        scene.part.live.set_on(True)
        wait(scene.results)
        scene.project.removeMapLayer(scene.results()[0].id())
        assert not scene.part.live.is_on
        scene.engine.that("fails")
        scene.part.engine.end()
        scene.part.live.set_on(True)
        wait(lambda: scene.iface.shown)
        assert not scene.part.live.is_on


class TestWindow:
    def test_the_menu_shows_what_is_chosen(self, scene):
        scene.use("first")
        second = scene.use("second")
        scene.part.menu.aboutToShow.emit()
        checked = [action.text() for action in scene.part.menu.actions() if action.isChecked()]
        assert checked == ["second", "What the Map Shows", "Map of Pixels"]
        assert scene.part.button.text() == "second"
        (first,) = [a for a in scene.part.menu.actions() if a.text() == "first"]
        first.trigger()
        assert scene.part.button.text() == "first"
        assert scene.part.bundles.current.path != second
        # The model is loaded while the user looks for the place.
        wait(lambda: scene.calls("load"))
        (pixels,) = [a for a in scene.part.menu.actions() if a.text() == "Map of Pixels"]
        pixels.trigger()
        assert scene.part.choices == PredictChoices(raster=False, polygons=True)

    def test_raster_layers_and_the_locator_offer_the_models(self, scene):
        from qgis.core import QgsFeedback, QgsLocatorContext

        scene.add_image()
        scene.use("first")
        scene.use("second")
        (action,) = scene.iface.layer_actions
        action.menu().aboutToShow.emit()
        assert {a.text() for a in action.menu().actions()} == {"first", "second", "Choose File..."}
        (locator,) = scene.iface.locator_filters
        found = []
        locator.resultFetched.connect(found.append)
        locator.fetchResults("building fir", QgsLocatorContext(), QgsFeedback())
        assert [result.displayString for result in found] == ["Predict with first"]
        locator.triggerResult(found[0])
        wait(scene.results)
        assert json.loads(json.dumps(scene.requests[0]["params"]["bundle"])).endswith("first.zip")

    def test_a_model_that_was_just_trained_is_the_current_one(self, scene, plugin):
        scene.use("first")
        new = write_bundle(scene.folder / "second.zip")
        scene.part.bundles.add(new, is_accepted=True)
        plugin._notices.bundle_made.emit(str(new))
        wait(lambda: scene.part.button.text() == "second")

    def test_the_maps_of_a_training_are_no_images_to_predict(self, scene):
        image = scene.add_image()
        trained = QgsRasterLayer(str(write_image(scene.folder / "map.tif", bands=1)), "Prediction")
        describe_origin(trained, "Predicted by a run.", [])
        scene.project.addMapLayer(trained)
        scene.show(trained, image)
        scene.use()
        scene.click()
        (request,) = scene.requests
        assert request["params"]["image"] == image.source()

    def test_a_strangers_file_is_shown_before_it_is_used(self, scene, tmp_path):
        from rv_studio.rv_qgis.library.bundle_dialog import BundleDialog

        scene.add_image()
        path = write_bundle(tmp_path / "stranger.zip")
        scene.part.offer(path, scene.part.predict)
        (dialog,) = scene.iface.window.findChildren(BundleDialog)
        assert not scene.part.engine.is_running
        dialog.use_button.click()
        wait(scene.results)
        (tmp_path / "text.zip").write_text("no zip")
        scene.part.offer(tmp_path / "text.zip")
        assert "no model bundle" in scene.iface.shown[-1][1]

    def test_a_model_is_ready_from_the_start_when_the_user_wants_that(self, scene):
        from rv_studio.rv_qgis.settings.settings import set_keep_ready

        path = scene.use()
        set_keep_ready("always")
        try:
            scene.part._start_ahead()
            wait(lambda: scene.calls("load"))
            assert scene.calls("load")[-1]["params"]["bundle"] == str(path)
            set_keep_ready("never")
            scene.add_image()
            scene.click()
            assert not scene.part.engine.is_running
        finally:
            set_keep_ready("used")
