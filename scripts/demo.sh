#!/usr/bin/env bash
# The main job from end to end on sample data: train, validate, keep the bundle, predict another
# image. In QGIS without a screen where there is one, else with the engine alone.
#
# Leaves demo-output/: project.qgz, map.png, metrics.txt, metrics.html, model-bundle.zip.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/headless.sh"

# Enough for a map that follows the buildings, in a few minutes on two cores.
EPOCHS=16

out="$REPO/demo-output"
rv="$ENGINE_VENV/bin/rv"

scripts/make_engine_venv.sh
scripts/make_vendor.sh
scripts/make_translations.sh
with_qgis=yes
scripts/ensure_qgis.sh || with_qgis=no

SECONDS=0
rm -rf "$out"
mkdir -p "$out"
say "Drawing a sample town"
"$rv" sample-data "$out/data"

if [ "$with_qgis" = yes ]; then
    say "Training and predicting in QGIS"
    use_headless_qgis "$BUILD/demo-qgis"
    scripts/make_qgis_profile.sh "$BUILD/demo-qgis"
    "$QGIS_PYTHON" scripts/demo_in_qgis.py \
        "$out" "$BUILD/demo-qgis/profiles/rv_studio/python/plugins" "$EPOCHS"
else
    say "Training and predicting with the engine alone, because there is no QGIS here"
    "$rv" new semantic-segmentation --image "$out/data/town.tif" \
        --labels "$out/data/labels.gpkg" --labels-layer buildings --class-field class \
        --validate-on east --epochs "$EPOCHS" --pretrained no \
        --root "$out/run" --out "$out/config.json"
    "$rv" run "$out/config.json"
    cp "$out/run/bundle/model-bundle.zip" "$out/model-bundle.zip"
    "$rv" predict-bundle "$out/model-bundle.zip" "$out/data/next-town.tif" \
        "$out/next-town-prediction.tif" --polygons "$out/next-town-buildings.gpkg"
fi

evaluation="$out/run/eval/validation_scenes"
cp "$evaluation/metrics.txt" "$evaluation/report.html" "$out/"
mv "$out/report.html" "$out/metrics.html"
echo
cat "$out/metrics.txt"

say "Done in $SECONDS seconds. In $out:"
ls -1 "$out"
[ "$with_qgis" = yes ] || say "Without QGIS there is no project.qgz and no map.png."
