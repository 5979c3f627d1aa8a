"""The pages of the wizard from the task to the areas, with layers that only pretend."""

import importlib.util
from pathlib import Path

import pytest
from qtpy.QtCore import Qt
from rv_studio.rv_engine.errors import LabelError
from rv_studio.rv_qgis.wizard.areas_page import AreasPage
from rv_studio.rv_qgis.wizard.class_list import merge, move, take_apart
from rv_studio.rv_qgis.wizard.draft import Draft, DraftClass, ImageChoice, LabelChoice
from rv_studio.rv_qgis.wizard.imagery_page import ImageryPage
from rv_studio.rv_qgis.wizard.labels_page import LabelsPage
from rv_studio.rv_qgis.wizard.services import RasterFacts, VectorFacts
from rv_studio.rv_qgis.wizard.split_view import ring_of, split_extent
from rv_studio.rv_qgis.wizard.task_page import TaskPage

spec = importlib.util.spec_from_file_location(
    "fake_services", Path(__file__).with_name("fake_services.py")
)
fake_services = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fake_services)

TOWN = RasterFacts(
    "town-1", "town", "/town.tif", ("red", "green", "blue"), 100, 80, (0, 0, 100, 80), "CRS", 1.0
)
NEXT = RasterFacts("next-1", "next", "/next.tif", ("r", "g", "b"), extent=(100, 0, 200, 80))
MAP = RasterFacts("map-1", "map", "", ("b",), problem="Layer 'map' comes from the web.")
COVER = RasterFacts("cover-1", "cover", "/cover.tif", ("class",), has_classes=True)
TREES = VectorFacts("trees-1", "trees", "/t.gpkg", "trees", "polygon", ("id", "kind"), "kind", 40)
FIELDS = VectorFacts("fields-1", "fields", "/f.gpkg", None, "polygon", ("name",), None, 3)


class FakeLayers:
    def __init__(self, services):
        self._services = services
        self.raster_facts = [TOWN, NEXT, MAP, COVER]
        self.vector_facts = [TREES, FIELDS]

    def rasters(self):
        return self.raster_facts

    def vectors(self):
        return self.vector_facts

    def split(self, image, role, areas, crs):
        kept, rest = split_extent(image.extent, areas.validate_on, areas.validation_fraction)
        if role == "split":
            return rest, kept
        whole = [ring_of(image.extent)]
        return (whole, []) if role == "train" else ([], whole)

    def read_classes(self, layer_id, class_field, on_done, on_failed):
        return self._services._job(("classes", layer_id, class_field), on_done, on_failed)


@pytest.fixture
def services(application, schema, tmp_path):
    services = fake_services.FakeServices(schema, tmp_path, {})
    services.layers = FakeLayers(services)
    drawn = []
    services.marks.draw_polygon = drawn.append
    services.drawn = drawn
    return services


def found(**counts):
    return [DraftClass(name, "#112233", [name], count=count) for name, count in counts.items()]


def test_a_click_on_a_picture_chooses_the_task(services, shown):
    page = shown(TaskPage(Draft(), services))
    page._cards["object_detection"].button.click()

    assert page.draft.task == "object_detection"
    page.draft.task = "chip_classification"
    page.load()
    assert page._cards["chip_classification"].button.isChecked()


def test_the_first_image_that_is_no_class_raster_is_proposed(services, shown):
    services.layers.raster_facts = [MAP, COVER, TOWN]
    page = shown(ImageryPage(Draft(), services))
    page.store()

    assert page.draft.images == [ImageChoice("/town.tif", "town", layer_id="town-1")]
    assert page.problem() == ""
    assert services.marks.shown["split"] == (1, "CRS", "#d55e00")


def test_bands_are_ticked_and_moved_and_hold_for_images_like_it(services, shown):
    page = shown(ImageryPage(Draft(), services))
    page.add_image(NEXT)
    page._bands._list.item(1).setCheckState(Qt.CheckState.Unchecked)
    page._bands._list.setCurrentRow(0)
    page._bands._move(2)
    page.store()

    assert [image.bands for image in page.draft.images] == [[3, 1], [3, 1]]
    # They come back as they were.
    page.load()
    assert page._bands.chosen() == [3, 1]


def test_images_that_cannot_be_used_together_are_told(services, shown):
    page = shown(ImageryPage(Draft(), services))
    page.add_image(COVER)
    assert "same number of bands" in page.problem()
    page._remove_chosen()
    page._images[0].role = "train"
    assert "used for validation" in page.problem()
    page.add_image(MAP)
    assert page.problem() == MAP.problem


@pytest.mark.parametrize("side", ["east", "west", "north", "south", "blocks"])
def test_the_parts_of_a_split_make_up_the_image(side):
    kept, rest = split_extent((10, 20, 110, 60), side, 0.25)

    def area(rings):
        return sum((ring[1][0] - ring[0][0]) * (ring[2][1] - ring[1][1]) for ring in rings)

    assert area(kept) == pytest.approx(1000)
    assert area(rest) == pytest.approx(3000)


def test_the_east_is_kept_in_the_east():
    kept, _ = split_extent((0, 0, 100, 80), "east", 0.25)
    assert min(x for x, _ in kept[0]) == 75
    kept, _ = split_extent((0, 0, 100, 80), "north", 0.25)
    assert min(y for _, y in kept[0]) == 60


def test_classes_are_read_in_the_background_and_rare_ones_are_told(services, shown):
    page = shown(LabelsPage(Draft(), services))
    assert "Counting" in page.problem()
    assert services.waiting(("classes", "trees-1", "kind")).what[2] == "kind"
    services.answer("classes", found(oak=30, fir=4))
    page.store()

    assert page.problem() == ""
    assert "'fir' has only 4 labels" in page._message.text()
    assert page.draft.labels == LabelChoice(
        "vector", "/t.gpkg", "trees", "kind", "trees-1", "trees"
    )
    assert [(one.name, one.count) for one in page.draft.classes] == [("oak", 30), ("fir", 4)]


def test_another_layer_is_read_anew_and_the_old_answer_does_not_count(services, shown):
    page = shown(LabelsPage(Draft(), services))
    first = services.waiting("classes")
    page._layer.setCurrentIndex(1)

    assert first.is_cancelled
    services.answer("classes", found(fields=3))
    assert [one.name for one in page.table.classes] == ["fields"]
    assert page._field.currentData() is None


def test_a_class_raster_can_be_the_labels(services, shown):
    page = shown(LabelsPage(Draft(images=[ImageChoice("/town.tif", layer_id="town-1")]), services))
    names = [page._layer.itemText(index) for index in range(page._layer.count())]
    assert names == ["trees", "fields", "cover"]  # no image, and none with several bands
    page._layer.setCurrentIndex(2)
    services.answer("classes", found(water=10_000, land=20))
    page.store()

    assert page.draft.labels.kind == "raster"
    assert not page._field.isEnabled()
    assert "'land' covers less than a hundredth" in page._message.text()


def test_classes_that_are_changed_stay_changed_on_the_way_back(services, shown):
    page = shown(LabelsPage(Draft(), services))
    services.answer("classes", found(oak=30, beech=20, fir=40))
    page.table.select([0, 1])
    page.table.merge_chosen()
    page.table._table.item(0, 0).setText("leaves")
    page.store()
    page.leave()
    page.load()

    assert [(one.name, one.values) for one in page.table.classes] == [
        ("leaves", ["oak", "beech"]),
        ("fir", ["fir"]),
    ]
    assert services.jobs == []  # nothing is read twice


def test_names_that_come_twice_and_no_names_are_told(services, shown):
    page = shown(LabelsPage(Draft(), services))
    services.answer("classes", found(oak=30, fir=40))
    page.table._table.item(1, 0).setText("oak")
    assert "Two classes are called 'oak'" in page.problem()
    page.table._table.item(1, 0).setText("")
    assert "needs a name" in page.problem()
    for one in page.table.classes:
        one.is_ignored = True
    assert "no class to learn" in page.problem()


def test_labels_that_cannot_be_read_are_told(services, shown):
    page = shown(LabelsPage(Draft(), services))
    services.waiting("classes").fail(
        LabelError("There are too many values.", hint="Another field.")
    )

    assert "too many values" in page.problem()
    assert not page.isComplete()


def test_an_area_is_drawn_on_the_map(services, shown):
    page = shown(AreasPage(Draft(labels=LabelChoice(layer_id="trees-1")), services))
    assert page.problem() == ""
    page._by_hand.click()
    assert "Draw an area" in page.problem()
    page._draw.click()
    services.drawn[0]([(0, 0), (10, 0), (10, 10)], "CRS")
    page.store()

    assert page.draft.areas.drawn == [[[0, 0], [10, 0], [10, 10]]]
    assert services.marks.shown["area"] == (1, "CRS", "#0072b2")
    page.leave()
    assert services.marks.shown == {}
    page.load()
    assert page._by_hand.isChecked()


def test_the_labels_are_no_area_of_their_own(services, shown):
    page = shown(AreasPage(Draft(labels=LabelChoice(layer_id="trees-1")), services))
    page._in_layer.click()
    page._validation.click()
    page.store()

    assert page.draft.areas.layer_id == page.draft.areas.validation_layer_id == "fields-1"


def test_merged_classes_can_be_taken_apart_again():
    classes = found(oak=3, beech=4, fir=5)
    merged = merge(classes, [0, 1])
    assert [(one.name, one.values, one.count) for one in merged] == [
        ("oak", ["oak", "beech"], 7),
        ("fir", ["fir"], 5),
    ]
    assert take_apart(merged, 0, classes) == classes
    assert [one.name for one in move(classes, 2, -1)] == ["oak", "fir", "beech"]
    assert move(classes, 0, -1) == classes
