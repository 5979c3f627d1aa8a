"""What the engine says of its progress, in the user's language: the engine itself speaks English."""

from __future__ import annotations

import re

from .translation import tr


def in_words_of_the_user(what: str) -> str:
    """A text such as "Predicting 'town'" translated; one that is not known is left as it is."""
    # Of several pipelines the title goes before.
    title, separator, rest = what.rpartition(": ")
    for template, translated in _phrases().items():
        found = re.fullmatch(_pattern(template), rest)
        if found is not None:
            return title + separator + translated.format(**found.groupdict())
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
