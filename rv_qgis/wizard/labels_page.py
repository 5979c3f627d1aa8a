"""What is labelled: the layer, its class field, and the classes that its values mean."""

from __future__ import annotations

from typing import ClassVar, Optional, Union

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout

from ...rv_engine.errors import RvError
from ..file_dialogs import ask_open
from .class_list import name_problem, rare
from .class_table import ClassTable
from .draft import RASTER, VECTOR, Draft, DraftClass, LabelChoice
from .services import Job, RasterFacts, Services, VectorFacts
from .wizard_page import WizardPage

Facts = Union[RasterFacts, VectorFacts]


class LabelsPage(WizardPage):
    """Chooses the labels, and what their values mean.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "labels"
    config_paths: ClassVar[tuple[str, ...]] = (
        "dataset.class_config",
        "dataset.train_scenes.0.label_source",
        "dataset.validation_scenes.0.label_source",
    )

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        tr = services.tr
        self.setTitle(tr("Where are the labels?"))
        self.setSubTitle(
            tr("A layer of polygons, lines or points, or a raster with a class in each pixel.")
        )
        self._facts: list[Facts] = []
        self._job: Optional[Job] = None
        self._read_for: Optional[tuple[str, Optional[str]]] = None
        self._failure = ""
        self._layer = QComboBox()
        self._layer.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._layer.setMinimumContentsLength(24)
        self._file = QPushButton(tr("&File..."))
        self._file.setAutoDefault(False)
        self._file.clicked.connect(self._ask_file)
        self._field = QComboBox()
        self.table = ClassTable(tr)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._layer.currentIndexChanged.connect(self._take_layer)
        self._field.currentIndexChanged.connect(self._take_field)
        self.table.changed.connect(self._show_state)
        layer_label, field_label = QLabel(tr("&Labels")), QLabel(tr("Class f&ield"))
        layer_label.setBuddy(self._layer)
        field_label.setBuddy(self._field)
        grid = QGridLayout()
        grid.addWidget(layer_label, 0, 0)
        grid.addWidget(self._layer, 0, 1)
        grid.addWidget(self._file, 0, 2)
        grid.addWidget(field_label, 1, 0)
        grid.addWidget(self._field, 1, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self.table, 1)
        column.addWidget(self._message)

    def load(self) -> None:
        layers = self.services.layers
        used = {image.layer_id for image in self.draft.images if image.layer_id}
        rasters = [one for one in layers.rasters() if one.layer_id not in used and not one.problem]
        self._facts = [*layers.vectors(), *(one for one in rasters if len(one.band_names) == 1)]
        labels = self.draft.labels
        if labels.path and not any(self._is(one, labels) for one in self._facts):
            self._facts.insert(0, _facts_of(labels))
        self._layer.blockSignals(True)
        self._layer.clear()
        for facts in self._facts:
            self._layer.addItem(facts.name, facts.layer_id)
        chosen = next(
            (index for index, one in enumerate(self._facts) if self._is(one, labels)), None
        )
        if chosen is None:
            chosen = 0 if self._facts else -1
        self._layer.setCurrentIndex(chosen)
        self._layer.blockSignals(False)
        known = bool(labels.path or labels.layer_id)
        self._fill_fields(labels.class_field if known else None, keep=known)
        if known and self.draft.classes:
            self._read_for = self._wanted()
            self.table.show_classes(self.draft.classes, self.draft.classes)
            self._show_state()
            if any(one.count is None for one in self.draft.classes):
                self._read(only_counts=True)
        else:
            self._read()

    def store(self) -> None:
        facts = self._chosen()
        if facts is None:
            return
        self.draft.labels = LabelChoice(
            kind=RASTER if isinstance(facts, RasterFacts) else VECTOR,
            path=facts.path,
            layer=getattr(facts, "layer", None),
            class_field=self._field.currentData(),
            layer_id=facts.layer_id,
            name=facts.name,
        )
        self.draft.classes = [
            DraftClass(**{**vars(one), "values": list(one.values)}) for one in self.table.classes
        ]

    def problem(self) -> str:
        tr = self.services.tr
        if self._chosen() is None:
            return tr("There is no layer of labels. Add one to the project, or choose a file.")
        if self._failure:
            return self._failure
        if self._job is not None:
            return tr("Counting the labels...")
        classes = self.table.classes
        if not any(not one.is_null and not one.is_ignored for one in classes):
            return tr("There is no class to learn: choose another field, or give one a meaning.")
        twice = name_problem(classes)
        if twice == " ":
            return tr("Each class needs a name.")
        if twice:
            return tr("Two classes are called '{name}'. Merge them, or rename one.").format(
                name=twice
            )
        if sum(one.is_null for one in classes) > 1:
            return tr("Only one class can be the background. Merge those that are.")
        return ""

    def leave(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._read_for = None

    def _take_layer(self) -> None:
        self._fill_fields(None, keep=False)
        self._read()

    def _take_field(self) -> None:
        self._read()

    def _fill_fields(self, field: Optional[str], *, keep: bool) -> None:
        facts = self._chosen()
        self._field.blockSignals(True)
        self._field.clear()
        self._field.setEnabled(isinstance(facts, VectorFacts))
        if isinstance(facts, VectorFacts):
            self._field.addItem(self.services.tr("None: all are of one class"), None)
            for name in facts.field_names:
                self._field.addItem(name, name)
            wanted = field if keep else facts.class_field
            self._field.setCurrentIndex(max(self._field.findData(wanted), 0) if wanted else 0)
        else:
            self._field.addItem(self.services.tr("The values of the pixels"), None)
        self._field.blockSignals(False)

    def _read(self, *, only_counts: bool = False) -> None:
        """Reads the classes in the background, unless they were read for this very choice."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        facts = self._chosen()
        self._failure = ""
        if facts is None or not facts.layer_id:
            if not only_counts:
                self.table.show_classes([], [])
            self._show_state()
            return
        self._read_for = self._wanted()

        def take(found: list[DraftClass]) -> None:
            self._job = None
            shown = self.table.classes if only_counts else found
            if only_counts:
                counts = {value: one for one in found for value in one.values if one.count}
                for one in shown:
                    parts = {id(counts[v]): counts[v] for v in one.values if v in counts}
                    one.count = sum(part.count or 0 for part in parts.values())
            self.table.show_classes(shown, found)
            self._show_state()

        def fail(error: Optional[RvError]) -> None:
            self._job = None
            self._failure = "" if error is None else str(error)
            if not only_counts:
                self.table.show_classes([], [])
            self._show_state()

        self._job = self.services.layers.read_classes(
            facts.layer_id, self._field.currentData(), take, fail
        )
        self._show_state()

    def _show_state(self) -> None:
        problem = self.problem()
        self._message.setText(problem or self._advice())
        self.completeChanged.emit()

    def _advice(self) -> str:
        tr = self.services.tr
        facts = self._chosen()
        is_raster = isinstance(facts, RasterFacts)
        lines = []
        for one in rare(self.table.classes, is_raster):
            if is_raster:
                text = tr("'{name}' covers less than a hundredth of the labels.")
            else:
                text = tr("'{name}' has only {count} labels; ten or more show what it looks like.")
            lines.append(text.format(name=one.name, count=one.count))
        if len(lines) > 3:
            lines = [*lines[:2], tr("{count} more classes are rare.").format(count=len(lines) - 2)]
        if lines:
            lines.append(tr("A model may overlook rare classes: label more, or merge them."))
        return "\n".join(lines)

    def _chosen(self) -> Optional[Facts]:
        index = self._layer.currentIndex()
        return self._facts[index] if 0 <= index < len(self._facts) else None

    def _wanted(self) -> tuple[str, Optional[str]]:
        return str(self._layer.currentData()), self._field.currentData()

    @staticmethod
    def _is(facts: Facts, labels: LabelChoice) -> bool:
        if labels.layer_id and facts.layer_id:
            return facts.layer_id == labels.layer_id
        return bool(labels.path) and facts.path == labels.path

    def _ask_file(self) -> None:
        path = ask_open(self, self.services.tr("Choose Labels"))
        if path is None:
            return
        try:
            (facts,) = self.services.layers.add_file(str(path))
        except RvError as error:
            self._message.setText(str(error))
            return
        self._facts.append(facts)
        self._layer.addItem(facts.name, facts.layer_id)
        self._layer.setCurrentIndex(self._layer.count() - 1)


def _facts_of(labels: LabelChoice) -> Facts:
    """What a draft says of labels whose layer is not in the project."""
    name = labels.name or labels.path
    if labels.kind == RASTER:
        return RasterFacts("", name, labels.path, ("1",), has_classes=True)
    fields = (labels.class_field,) if labels.class_field else ()
    return VectorFacts(
        "", name, labels.path, labels.layer, field_names=fields, class_field=labels.class_field
    )
