"""The table of networks for object detection; it is read without importing torch."""

from __future__ import annotations

from rv_engine.learner.models.architecture import Architecture

_BACKBONES = (
    *("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
    *("mobilenet_v3_large", "mobilenet_v3_small", "mobilenet_v2"),
)

OBJECT_DETECTION_ARCHITECTURES: dict[str, Architecture] = {
    "faster_rcnn": Architecture(
        "rv_engine.learner.models.faster_rcnn:build_faster_rcnn", _BACKBONES
    ),
    "retinanet": Architecture("rv_engine.learner.models.retinanet:build_retinanet", _BACKBONES),
    "fcos": Architecture("rv_engine.learner.models.fcos:build_fcos", _BACKBONES),
}

PYRAMID_LEVELS = 5
"""All these networks look for objects in so many sizes, each twice the one before."""
DEFAULT_ANCHOR_SIZES_PX = (16.0, 32.0, 64.0, 128.0, 256.0)
