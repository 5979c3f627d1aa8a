"""What the engine says of its progress and in its reports, in the user's language: it speaks English."""

from __future__ import annotations

import re

from .translation import tr


def in_words_of_the_user(what: str) -> str:
    """A text such as "Predicting 'town'" translated; one that is not known is left as it is."""
    # Of several pipelines the title goes before.
    title, separator, rest = what.rpartition(": ")
    for before, text in (("", what), (title + separator, rest)):
        for template, translated in _phrases().items():
            found = re.fullmatch(_pattern(template), text)
            if found is not None:
                return before + translated.format(**found.groupdict())
    return what


def unit_of_the_user(unit: str) -> str:
    """A unit such as "windows", translated."""
    return _units().get(unit, unit)


def _pattern(template: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template))


def _phrases() -> dict[str, str]:
    # Not at import: the translation may come later, and logs may want English.
    return {
        "Checking the packages": tr("Checking the packages"),
        "Checking the scenes": tr("Checking the scenes"),
        "Comparing '{scene}' with its labels": tr("Comparing '{scene}' with its labels"),
        "Comparing boxes with labels": tr("Comparing boxes with labels"),
        "Copying {name}": tr("Copying {name}"),
        "Cutting chips for training": tr("Cutting chips for training"),
        "Cutting chips for validation": tr("Cutting chips for validation"),
        "Drawing a sample town": tr("Drawing a sample town"),
        "Drawing examples": tr("Drawing examples"),
        "Drawing the sample towns": tr("Drawing the sample towns"),
        "Exporting chips, {name}": tr("Exporting chips, {name}"),
        "Fetching {name}": tr("Fetching {name}"),
        "Loading the model": tr("Loading the model"),
        "Looking at the images": tr("Looking at the images"),
        "Looking for a learning rate": tr("Looking for a learning rate"),
        "Measuring the bands": tr("Measuring the bands"),
        "Merging boxes": tr("Merging boxes"),
        "Packing the model": tr("Packing the model"),
        "Placing the windows": tr("Placing the windows"),
        "Predicting '{scene}'": tr("Predicting '{scene}'"),
        "Reading the map": tr("Reading the map"),
        "Running the pipeline": tr("Running the pipeline"),
        "Sending {name}": tr("Sending {name}"),
        "Training, epoch {epoch} of {count}": tr("Training, epoch {epoch} of {count}"),
        "Trying out the training": tr("Trying out the training"),
        "Writing the map": tr("Writing the map"),
        **_phrases_of_reports(),
    }


def _phrases_of_reports() -> dict[str, str]:
    return {
        "There are no curves of precision, recall and reliability: they are drawn from the "
        "probabilities of the classes, which do not lie beside the map. For them set "
        "write_probabilities in predict_options (in the wizard in QGIS: search the options for "
        "'probabilities'), and run PREDICT and EVAL again.": tr(
            "There are no curves of precision, recall and reliability: they are drawn from the "
            "probabilities of the classes, which were not written. For them search the options of "
            "the wizard for 'probabilities', choose to write them, and run it again."
        ),
        "The predicted cells have no probabilities, so there are no curves.": tr(
            "The predicted cells have no probabilities, so there are no curves."
        ),
        "{share} % of the pixels are wrong, mostly {label} taken for {predicted}": tr(
            "{share} % of the pixels are wrong, mostly {label} taken for {predicted}"
        ),
        "{missed} missed, {false} false, {found} found": tr(
            "{missed} missed, {false} false, {found} found"
        ),
        # The longer one first, because it is also one of the shorter.
        "{label}, taken for {predicted} ({share} % sure)": tr(
            "{label}, taken for {predicted} ({share} % sure)"
        ),
        "{label}, taken for {predicted}": tr("{label}, taken for {predicted}"),
    }


def _units() -> dict[str, str]:
    # They follow a number: "3 of 10 windows".
    return {
        "bundles": tr("bundles"),
        "cells": tr("cells"),
        "chips": tr("chips"),
        "commands": tr("commands"),
        "epochs": tr("epochs"),
        "files": tr("files"),
        "images": tr("images"),
        "models": tr("models"),
        "packages": tr("packages"),
        "parts": tr("parts"),
        "pictures": tr("pictures"),
        "scenes": tr("scenes"),
        "steps": tr("steps"),
        "tiles": tr("tiles"),
        "trials": tr("trials"),
        "windows": tr("windows"),
    }
