import zipfile
from urllib.parse import quote

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from rv_studio.rv_engine.errors import Cancelled, LabelError, OutputError
from rv_studio.rv_qgis.layers import VectorSnapshot, check_class_field

from tests.plugin.samples import write_polygons


@pytest.fixture
def layer(qgis_app, labels):
    return QgsVectorLayer(f"{labels}|layername=buildings", "Buildings")


def read(vector_file):
    layer = QgsVectorLayer(f"{vector_file.path}|layername={vector_file.layer_name}", "read")
    assert layer.isValid()
    return layer


def test_a_plain_file_layer_is_used_directly(layer, labels):
    file = VectorSnapshot(layer).file
    assert (file.path, file.layer_name) == (labels, "buildings")


def test_a_layer_whose_source_names_none_is_the_first_of_its_file(qgis_app, labels):
    write_polygons(labels, "more")
    file = VectorSnapshot(QgsVectorLayer(str(labels), "x")).file
    assert file.layer_name == "buildings"


def test_a_filtered_layer_is_written_with_what_it_shows(layer, tmp_path):
    layer.setSubsetString('"height_m" < 3')
    snapshot = VectorSnapshot(layer)
    assert snapshot.file is None
    assert read(snapshot.write(tmp_path / "out.gpkg")).featureCount() == 3


def test_unsaved_edits_are_written(layer, tmp_path):
    layer.startEditing()
    layer.deleteFeature(next(layer.getFeatures()).id())
    snapshot = VectorSnapshot(layer)
    assert snapshot.file is None
    assert read(snapshot.write(tmp_path / "out.gpkg")).featureCount() == 15
    layer.rollBack()


def test_a_snapshot_does_not_see_what_happens_after_it(layer, tmp_path):
    layer.startEditing()
    snapshot = VectorSnapshot(layer)
    layer.deleteFeature(next(layer.getFeatures()).id())
    assert read(snapshot.write(tmp_path / "out.gpkg")).featureCount() == 16
    layer.rollBack()


def test_selected_features_only_are_written_alone(layer, tmp_path):
    layer.selectByExpression('"height_m" in (1, 2)')
    definition = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    snapshot = VectorSnapshot(layer, definition)
    written = read(snapshot.write(tmp_path / "out.gpkg", ["height_m"]))
    assert sorted(feature["height_m"] for feature in written.getFeatures()) == [1, 2]


def test_a_limit_of_features_holds(layer, tmp_path):
    definition = QgsProcessingFeatureSourceDefinition(layer.id(), featureLimit=4)
    snapshot = VectorSnapshot(layer, definition)
    assert read(snapshot.write(tmp_path / "out.gpkg")).featureCount() == 4


def test_virtual_fields_are_written(layer, tmp_path):
    field = QgsField(layer.fields().field("class"))
    field.setName("kind")
    layer.addExpressionField("'kind ' || \"class\"", field)
    snapshot = VectorSnapshot(layer)
    assert snapshot.file is None
    written = read(snapshot.write(tmp_path / "out.gpkg", ["kind"]))
    assert {feature["kind"] for feature in written.getFeatures()} == {"kind building"}


def test_a_layer_with_another_crs_than_its_file_is_written_with_it(layer, tmp_path):
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    snapshot = VectorSnapshot(layer)
    assert snapshot.file is None
    assert read(snapshot.write(tmp_path / "out.gpkg")).crs().authid() == "EPSG:32632"


def test_a_memory_layer_keeps_geometry_crs_and_the_chosen_field(qgis_app, tmp_path):
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:4326&field=fid:string&field=kind:string", "m", "memory"
    )
    for number in range(2):
        feature = QgsFeature(layer.fields())
        feature["fid"], feature["kind"] = "same", f"kind {number}"
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({number} 0,1 0,1 1,{number} 0))"))
        layer.dataProvider().addFeature(feature)
    written = read(VectorSnapshot(layer).write(tmp_path / "out.gpkg", ["kind"]))
    assert written.crs().authid() == "EPSG:4326"
    assert sorted(feature["kind"] for feature in written.getFeatures()) == ["kind 0", "kind 1"]
    assert written.extent() == layer.extent()


def test_joined_fields_are_written(layer, tmp_path, qgis_new_project):
    table = QgsVectorLayer("None?field=key:string&field=use:string", "uses", "memory")
    row = QgsFeature(table.fields())
    row["key"], row["use"] = "building", "housing"
    table.dataProvider().addFeature(row)
    QgsProject.instance().addMapLayers([layer, table])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(table)
    join.setJoinFieldName("key")
    join.setTargetFieldName("class")
    join.setUsingMemoryCache(True)
    assert layer.addJoin(join)
    snapshot = VectorSnapshot(layer)
    assert snapshot.file is None
    written = read(snapshot.write(tmp_path / "out.gpkg", ["uses_use"]))
    assert {feature["uses_use"] for feature in written.getFeatures()} == {"housing"}


def test_a_virtual_layer_is_written_with_what_its_query_says(layer, tmp_path, qgis_new_project):
    QgsProject.instance().addMapLayer(layer)
    query = quote('select * from "Buildings" where height_m >= 14')
    virtual = QgsVectorLayer(f"?query={query}", "tall", "virtual")
    assert virtual.isValid()
    snapshot = VectorSnapshot(virtual)
    assert snapshot.file is None
    told = []
    written = read(snapshot.write(tmp_path / "out.gpkg", ["class"], on_progress=told.append))
    assert written.featureCount() == 2
    assert told == [0.0]


@pytest.mark.parametrize("kind", ["text", "archive"])
def test_a_layer_of_a_text_file_or_an_archive_is_written(qgis_app, labels, tmp_path, kind):
    if kind == "text":
        table = tmp_path / "trees.csv"
        table.write_text('kind;shape\nbuilding;"POLYGON((0 0,1 0,1 1,0 0))"\n')
        uri = f"file://{table}?delimiter=;&wktField=shape&crs=EPSG:32633&field=kind:string"
        source = QgsVectorLayer(uri, "trees", "delimitedtext")
        field, count = "kind", 1
    else:
        with zipfile.ZipFile(tmp_path / "town.zip", "w") as packed:
            packed.write(labels, "labels.gpkg")
        source = QgsVectorLayer(f"/vsizip/{tmp_path}/town.zip/labels.gpkg", "town", "ogr")
        field, count = "class", 16
    assert source.isValid()
    snapshot = VectorSnapshot(source)
    assert snapshot.file is None
    written = read(snapshot.write(tmp_path / "out.gpkg", [field]))
    assert written.featureCount() == count
    assert {feature[field] for feature in written.getFeatures()} == {"building"}
    assert written.crs().authid() == "EPSG:32633"


def test_cancelling_leaves_no_file(layer, tmp_path):
    with pytest.raises(Cancelled):
        VectorSnapshot(layer).write(tmp_path / "out.gpkg", is_cancelled=lambda: True)
    assert not list(tmp_path.glob("out*"))


def test_a_folder_that_cannot_be_written_is_an_error_that_says_so(layer, tmp_path):
    with pytest.raises(OutputError, match="cannot be written") as caught:
        VectorSnapshot(layer).write(tmp_path / "missing" / "out.gpkg")
    assert "folder" in caught.value.hint


def test_a_class_field_that_does_not_exist_is_answered_with_those_that_do(layer):
    with pytest.raises(LabelError, match="no field 'klass'") as caught:
        check_class_field(VectorSnapshot(layer), "klass")
    assert "'class'" in caught.value.hint
    check_class_field(VectorSnapshot(layer), "class")
