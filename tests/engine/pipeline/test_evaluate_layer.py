"""Maps of anybody's against labels, counted by hand."""

import json

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.errors import ConfigError, LabelError
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.evaluate_layer import Compared, Comparison, MapFile, evaluate_layer
from tests.engine.engine_process import rv
from tests.engine.rasters import CRS_UTM, UTM, write_raster

SIZE_PX = 64


def write_boxes(path, boxes, **fields):
    """Boxes in pixels (xmin, ymin, xmax, ymax) as polygons on the map."""
    polygons = [
        shapely.Polygon([UTM * corner for corner in shapely.box(*box).exterior.coords])
        for box in boxes
    ]
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(np.array(polygons, object)), geometry_type="Polygon",
        field_data=[np.array(values) for values in fields.values()],
        fields=np.array(list(fields), object), crs=CRS_UTM.to_wkt(), layer="boxes", driver="GPKG",
    )  # fmt: skip
    return str(path)


def drawn(boxes, values, fill):
    array = np.full((SIZE_PX, SIZE_PX, 1), fill, np.uint8)
    for (xmin, ymin, xmax, ymax), value in zip(boxes, values, strict=True):
        array[ymin:ymax, xmin:xmax] = value
    return array


def scores(folder):
    entries = json.loads((folder / "eval.json").read_text(encoding="utf-8"))["overall"]
    assert (folder / "report.html").is_file()
    return {entry["class_name"]: entry for entry in entries}


@pytest.fixture
def image(tmp_path):
    return str(write_raster(tmp_path / "image.tif", np.full((SIZE_PX, SIZE_PX, 3), 9, np.uint8)))


LABELS = [(0, 0, 20, 20), (30, 30, 50, 40)]
MAPPED = [(0, 0, 20, 10), (30, 30, 50, 40), (0, 40, 10, 50)]


def check_areas(found):
    """House: 200 of 400 right, 100 more where there is nothing. Road: all right."""
    house, road = found["house"], found["road"]
    assert house["metrics"]["precision"] == pytest.approx(200 / 300)
    assert house["metrics"]["recall"] == pytest.approx(200 / 400)
    assert house["metrics"]["iou"] == pytest.approx(200 / 500)
    assert (house["gt_count"], house["pred_count"]) == (400, 300)
    assert road["metrics"]["iou"] == 1
    assert found["background"]["gt_count"] == SIZE_PX**2 - 600


def test_a_raster_of_any_values_against_polygons(tmp_path):
    # No value is that of the class id that it becomes: 0 is not listed, and 1 is another class.
    array = drawn(MAPPED, [7, 1, 7], fill=2)
    prediction = MapFile(str(write_raster(tmp_path / "map.tif", array)), is_raster=True)
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["house", "road"])
    comparison = Comparison(
        prediction,
        MapFile(labels, is_raster=False, class_field="kind"),
        class_values={1: "road", 2: "background", 7: "house"},
    )
    assert evaluate_layer(comparison, tmp_path / "out", Monitor()) is Compared.pixels
    check_areas(scores(tmp_path / "out"))


def test_polygons_against_polygons_pixel_by_pixel(tmp_path, image):
    mapped = write_boxes(tmp_path / "map.gpkg", MAPPED, found=["house", "road", "house"])
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["house", "road"])
    comparison = Comparison(
        MapFile(mapped, is_raster=False, class_field="found"),
        MapFile(labels, is_raster=False, class_field="kind"),
        compared=Compared.pixels,
        image=image,
    )
    evaluate_layer(comparison, tmp_path / "out", Monitor())
    check_areas(scores(tmp_path / "out"))


def test_a_raster_against_a_raster_leaves_out_what_has_no_class_or_no_data(tmp_path):
    mapped, true = drawn(MAPPED[:1], [1], fill=2), drawn(LABELS[:1], [1], fill=2)
    true[40:] = 9  # stands for no class
    mapped[:, 60:] = 255  # no data
    paths = [
        str(write_raster(tmp_path / f"{name}.tif", array, nodata=255))
        for name, array in (("map", mapped), ("labels", true))
    ]
    comparison = Comparison(
        *(MapFile(path, is_raster=True) for path in paths), class_values={1: "house", 2: "rest"}
    )
    evaluate_layer(comparison, tmp_path / "out", Monitor())
    found = scores(tmp_path / "out")
    assert set(found) == {"house", "rest", "average"}
    assert found["house"]["gt_count"] + found["rest"]["gt_count"] == 40 * 60
    assert found["house"]["metrics"]["recall"] == pytest.approx(0.5)


def test_a_raster_of_labels_may_have_other_values_for_the_same_classes(tmp_path):
    # What is 1 on the map is 2 in the labels, and the other way round.
    mapped = drawn(MAPPED, [1, 3, 1], fill=2)
    true = drawn(LABELS, [2, 7], fill=1)
    paths = [
        str(write_raster(tmp_path / f"{name}.tif", array))
        for name, array in (("map", mapped), ("labels", true))
    ]
    comparison = Comparison(
        *(MapFile(path, is_raster=True) for path in paths),
        class_values={1: "house", 2: "background", 3: "road"},
        label_values={1: "background", 2: "house", 7: "road"},
    )
    evaluate_layer(comparison, tmp_path / "out", Monitor())
    check_areas(scores(tmp_path / "out"))


def test_values_that_stand_for_no_class_are_told(tmp_path):
    mapped = drawn(MAPPED, [1, 5, 1], fill=2)
    path = str(write_raster(tmp_path / "map.tif", mapped))
    true = str(write_raster(tmp_path / "labels.tif", drawn(LABELS, [1, 1], fill=2)))
    comparison = Comparison(
        MapFile(path, is_raster=True), MapFile(true, is_raster=True),
        class_values={1: "house", 2: "background"},
    )  # fmt: skip
    said = []
    evaluate_layer(comparison, tmp_path / "out", Monitor(said.append))
    warnings = [m.message for m in said if isinstance(m, Log) and m.level == "warning"]
    assert warnings == [
        f"Values of '{path}' stand for no class, and their pixels are not counted: 5."
    ]


@pytest.mark.parametrize(("iou", "found_count"), [(0.5, 2), (0.9, 1)])
def test_objects_are_found_by_their_boxes(tmp_path, image, iou, found_count):
    boxes = [(1, 1, 21, 21), (30, 30, 50, 40), (5, 50, 15, 60)]
    mapped = write_boxes(tmp_path / "map.gpkg", boxes, score=[0.9, 0.8, 0.7])
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["a", "b"])
    comparison = Comparison(
        MapFile(mapped, is_raster=False),
        MapFile(labels, is_raster=False),
        image=image,
        iou_thresh=iou,
    )
    assert evaluate_layer(comparison, tmp_path / "out", Monitor()) is Compared.objects
    entry = scores(tmp_path / "out")["object"]
    assert (entry["true_pos"], entry["false_neg"]) == (found_count, 2 - found_count)
    assert entry["false_pos"] == 3 - found_count


def test_cells_are_compared_with_what_lies_in_them(tmp_path, image):
    cells = [(x, y, x + 16, y + 16) for y in range(0, 64, 16) for x in range(0, 64, 16)]
    # Labelled are the cells 0 and 5; the map takes 0 and 6 for houses.
    kinds = ["house" if index in (0, 6) else "background" for index in range(16)]
    mapped = write_boxes(tmp_path / "map.gpkg", cells, class_name=kinds)
    labels = write_boxes(
        tmp_path / "labels.gpkg", [(2, 2, 14, 14), (18, 18, 30, 30)], kind=["house"] * 2
    )
    comparison = Comparison(
        MapFile(mapped, is_raster=False, class_field="class_name"),
        MapFile(labels, is_raster=False, class_field="kind"),
        compared=Compared.cells,
        image=image,
    )
    evaluate_layer(comparison, tmp_path / "out", Monitor())
    entry = scores(tmp_path / "out")["house"]
    assert (entry["gt_count"], entry["pred_count"]) == (2, 2)
    assert entry["metrics"]["precision"] == entry["metrics"]["recall"] == 0.5


def test_labels_without_classes_are_the_only_class_of_the_map(tmp_path):
    mapped = write_raster(tmp_path / "map.tif", drawn(MAPPED[:1], [1], fill=0))
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS[:1], id=[1])
    comparison = Comparison(
        MapFile(str(mapped), is_raster=True),
        MapFile(labels, is_raster=False),
        class_values={0: "background", 1: "house"},
    )
    evaluate_layer(comparison, tmp_path / "out", Monitor())
    assert scores(tmp_path / "out")["house"]["metrics"]["recall"] == pytest.approx(0.5)


def test_what_cannot_be_compared_is_said_with_what_to_do(tmp_path, image):
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["house", "road"])
    vector = MapFile(labels, is_raster=False, class_field="kind")
    raster = MapFile(image, is_raster=True)
    for comparison, expected in (
        (Comparison(raster, vector), "which class each value"),
        (Comparison(vector, vector), "the image"),
        (Comparison(vector, MapFile(labels, is_raster=False), image=image), "which of them"),
        (Comparison(raster, vector, compared=Compared.objects), "a raster, which has no objects"),
    ):
        with pytest.raises(ConfigError, match=expected):
            evaluate_layer(comparison, tmp_path / "out", Monitor())
    other = write_boxes(tmp_path / "map.gpkg", LABELS, kind=["house", "road"])
    missing = MapFile(other, is_raster=False, class_field="klass")
    with pytest.raises(LabelError, match="no field 'klass'"):
        evaluate_layer(Comparison(missing, vector, image=image), tmp_path / "out", Monitor())
    assert not (tmp_path / "out").exists()


def test_the_command_tells_scores_and_files(tmp_path):
    array = drawn(MAPPED, [0, 1, 0], fill=2)
    mapped = write_raster(tmp_path / "map.tif", array)
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["house", "road"])
    outcome = rv(
        "evaluate-layer", mapped, labels, "--class-field", "kind", "--out", tmp_path / "out",
        "--class", "0=house", "--class", "1=road", "--class", "2=background",
    )  # fmt: skip
    assert outcome.values["compared"] == "pixels"
    assert outcome.values["overall"][0]["metrics"]["iou"] == pytest.approx(0.4)
    assert outcome.values["report"] == str(tmp_path / "out/report.html")


def test_values_that_stand_for_no_class_are_not_counted_and_with_an_image_as_background(
    tmp_path, image
):
    # What the map says of the second box is unknown.
    array = drawn(LABELS, [1, 5], fill=0)
    prediction = MapFile(str(write_raster(tmp_path / "map.tif", array)), is_raster=True)
    labels = write_boxes(tmp_path / "labels.gpkg", LABELS, kind=["house", "house"])
    known = {
        "prediction": prediction,
        "labels": MapFile(labels, is_raster=False, class_field="kind"),
        "class_values": {0: "background", 1: "house"},
    }
    for out, more, missed, words in (
        ("a", {}, 0, "are not counted: 5"),
        ("b", {"image": image}, 200, "count as 'background': 5"),
    ):
        said = []
        evaluate_layer(Comparison(**known, **more), tmp_path / out, Monitor(said.append))
        house = scores(tmp_path / out)["house"]
        assert house["gt_count"] - house["pred_count"] == missed
        assert house["metrics"]["recall"] == 400 / (400 + missed)
        assert any(words in m.message for m in said if isinstance(m, Log))


def test_labels_that_lie_elsewhere_are_told_of(tmp_path, image):
    far = write_boxes(tmp_path / "far.gpkg", [(900, 900, 920, 920)], kind=["house"])
    prediction = write_raster(tmp_path / "map.tif", drawn(LABELS, [1, 1], fill=0))
    comparison = Comparison(
        MapFile(str(prediction), is_raster=True),
        MapFile(far, is_raster=False, class_field="kind"),
        class_values={0: "background", 1: "house"},
    )
    said = []
    evaluate_layer(comparison, tmp_path / "out", Monitor(said.append))
    (warning,) = [m.message for m in said if isinstance(m, Log) and m.level == "warning"]
    assert "None of the labels" in warning


def test_a_comparison_that_fails_leaves_nothing_new(tmp_path):
    array = np.full((SIZE_PX, SIZE_PX, 1), 9, np.uint8)
    nothing = MapFile(str(write_raster(tmp_path / "map.tif", array)), is_raster=True)
    comparison = Comparison(nothing, nothing, class_values={1: "house"})
    with pytest.raises(LabelError, match="nothing to evaluate"):
        evaluate_layer(comparison, tmp_path / "new", Monitor())
    assert not (tmp_path / "new").exists()
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "notes.txt").write_text("mine")
    with pytest.raises(LabelError, match="nothing to evaluate"):
        evaluate_layer(comparison, tmp_path / "old", Monitor())
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["notes.txt"]


def test_objects_across_the_edge_of_the_image_do_not_count_against_a_map(tmp_path, image):
    # Inside, mostly outside, wholly outside.
    boxes = [(10, 10, 20, 20), (SIZE_PX - 2, 30, SIZE_PX + 8, 40), (200, 200, 210, 210)]
    path = write_boxes(tmp_path / "boxes.gpkg", boxes, kind=["house"] * 3)
    one = MapFile(path, is_raster=False, class_field="kind")
    evaluate_layer(Comparison(one, one, image=image), tmp_path / "out", Monitor())
    house = scores(tmp_path / "out")["house"]
    assert (house["metrics"]["precision"], house["metrics"]["recall"]) == (1, 1)


def test_a_map_that_is_not_there_is_told(tmp_path):
    outcome = rv("evaluate-layer", tmp_path / "none.tif", tmp_path / "a", "--out", tmp_path / "out")
    assert outcome.code == 1
    assert "none.tif' does not exist" in outcome.failure.message
    assert not (tmp_path / "out").exists()
