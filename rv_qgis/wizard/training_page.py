"""How the model is trained: three ways with their time on this machine, and every option."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, ClassVar, Optional

from qtpy.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
)

from ...rv_engine.errors import RvError
from ..engine.commands import doctor_command, preview_command
from ..forms import SchemaForm
from ..forms.problem import Problem
from ..translation import tr
from .amounts import duration_text
from .draft import PRESETS, Draft
from .preset_card import PresetCard
from .services import Job, Services
from .wizard_page import WizardPage

# What other pages choose, and what a run folder gets from its own field.
_HIDDEN = ("dataset", "root_uri", "chip_options.sampling", "backend.device")
_FIXED = ("backend", "backend.data", "chip_options", "predict_options")
_OPENED = ("backend", "backend.model", "backend.solver")
_USUAL_DEVICES = ("cpu", "cuda:0", "mps")
# What of the draft says nothing about how long a preset takes.
_NO_MATTER = ("preset", "options", "run_folder")


class TrainingPage(WizardPage):
    """Chooses a preset, a device, and options of the whole pipeline.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "training"
    config_paths: ClassVar[tuple[str, ...]] = (
        "backend",
        "predict_options",
        "evaluators",
        "analyzers",
        "processing_steps",
        "chip_options.nodata_threshold",
        "chip_options.target_class_ids",
    )

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        self.setTitle(tr("How is the model trained?"))
        self.setSubTitle(tr("Choose one of three ways. The options below it can stay as they are."))
        self._config_job: Optional[Job] = None
        self._time_job: Optional[Job] = None
        self._device_job: Optional[Job] = None
        self._knows_devices = False
        self._answer: Optional[dict[str, Any]] = None
        self._told: list[dict[str, Any]] = []
        self._wanted_field = ""
        self._form: Optional[SchemaForm] = None
        self._timed_for: Optional[dict[str, Any]] = None
        self._shown_for: Optional[dict[str, Any]] = None
        texts = {
            "quick": (tr("&Quick"), tr("A first look: does the model see what you mean?")),
            "balanced": (tr("&Balanced"), tr("A good map in reasonable time.")),
            "thorough": (tr("&Thorough"), tr("A larger model that learns longer: the best map.")),
        }
        self._group = QButtonGroup(self)
        self._cards: dict[str, PresetCard] = {}
        cards = QHBoxLayout()
        for number, preset in enumerate(PRESETS):
            card = PresetCard(*texts[preset])
            self._cards[preset] = card
            self._group.addButton(card.button, number)
            cards.addWidget(card, 1)
        self._group.buttonClicked.connect(lambda button: self._choose_preset())
        self._device = QComboBox()
        self._device.setToolTip(tr("What is computed on. A graphics card is many times faster."))
        self._device.setAccessibleName(tr("Compute on"))
        self._offer_devices([(name, name) for name in _USUAL_DEVICES])
        self._device.activated.connect(lambda index: self._choose_device())
        device_label = QLabel(tr("&Compute on"))
        device_label.setBuddy(self._device)
        self._time_text = QLabel()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setMaximumWidth(120)
        self._progress.setTextVisible(False)
        self._progress.hide()
        below = QHBoxLayout()
        below.addWidget(device_label)
        below.addWidget(self._device)
        below.addSpacing(16)
        below.addWidget(self._time_text, 1)
        below.addWidget(self._progress)
        self._waiting = QLabel(tr("The options are being proposed..."))
        self._waiting.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.addLayout(cards)
        self._column.addLayout(below)
        self._column.addWidget(self._waiting, 1)

    @property
    def form(self) -> Optional[SchemaForm]:
        """The options; None as long as the engine has not proposed any."""
        return self._form

    def load(self) -> None:
        self._cards[self.draft.preset].button.setChecked(True)
        self._choose_shown_device(self.draft.device)
        if self._form is not None and self._form.patch() != self.draft.options:
            self._shown_for = None  # another draft was opened
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        if not self.draft.run_folder:
            self.draft.run_folder = self.services.propose_run_folder()
        if not self._knows_devices and self._device_job is None:
            self._device_job = self.services.run(
                doctor_command(), self._take_devices, lambda error: self._drop_device_job()
            )
        if self._form is None or self._shown_for != self._proposal().to_dict():
            self._propose()
        elif self._answer is not None:
            self._find_times(self._answer)

    def store(self) -> None:
        self.draft.preset = PRESETS[self._group.checkedId()]
        self.draft.device = self._device.currentData() or ""
        if self._form is not None and self._shown_for is not None:
            self.draft.options = self._form.patch()

    def leave(self) -> None:
        for job in (self._config_job, self._time_job, self._device_job):
            if job is not None:
                job.cancel()
        if self._config_job is not None:
            self._shown_for = None
        if self._time_job is not None:
            self._timed_for = None
            self._show_progress("")
            for card in self._cards.values():
                card.show_time("")
        self._config_job = self._time_job = self._device_job = None

    def show_field(self, path: str) -> None:
        if path == "backend.device":
            self._device.setFocus()
            return
        self._wanted_field = path
        self._show_wanted()

    def show_problems(self, problems: list[dict[str, Any]]) -> None:
        """Shows problems of the config at their fields."""
        paths = tuple(self.config_paths)
        self._told = [one for one in problems if str(one.get("path", "")).startswith(paths)]
        if self._form is not None:
            self._form.set_problems(self._told)

    def _show_wanted(self) -> None:
        """Goes to the field that was asked for, as soon as there are fields."""
        if self._form is not None and self._config_job is None and self._wanted_field:
            self._form.show_field(self._wanted_field)
            self._wanted_field = ""

    @property
    def problems_shown(self) -> tuple[Problem, ...]:
        """What is wrong with the options, as it was told last."""
        return () if self._form is None else self._form.problems

    def _proposal(self) -> Draft:
        """The draft without changed options, and with what is chosen above them."""
        proposal = copy.deepcopy(self.draft)
        proposal.preset = PRESETS[self._group.checkedId()]
        proposal.device = self._device.currentData() or ""
        proposal.options = {}
        return proposal

    def _propose(self) -> None:
        """Asks the engine for the config of the preset, which the options change."""
        if self._config_job is not None:
            self._config_job.cancel()
        proposal = self._proposal()
        wanted = proposal.to_dict()
        self._shown_for = None

        def take(answer: dict[str, Any]) -> None:
            self._config_job = None
            try:
                config = json.loads(Path(answer["config"]).read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                self._show_waiting(str(error))
                return
            self._shown_for = wanted
            self._answer = answer
            self._show_form(config)
            self._find_times(answer)

        def fail(error: Optional[RvError]) -> None:
            self._config_job = None
            if error is not None:
                self._show_waiting(str(error))

        self._config_job = self.services.write_config(proposal, take, fail)

    def _show_form(self, config: dict[str, Any]) -> None:
        options = copy.deepcopy(self.draft.options)
        task = str(config.get("type_hint") or self.draft.task)
        if self._form is not None and self._form.type_hint != task:
            self._column.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None
        if self._form is None:
            self._form = SchemaForm(
                self.services.schema(),
                task,
                hidden=_HIDDEN,
                fixed=_FIXED,
                opened=_OPENED,
                titles={
                    "backend": tr("Model and training"),
                    "backend.solver": tr("Training"),
                    "backend.data": tr("Chips as they are trained with"),
                    "chip_options": tr("Which chips are cut"),
                    "predict_options": tr("Prediction"),
                },
            )
            self._form.changed.connect(self._keep_options)
            self._column.addWidget(self._form, 1)
        self._waiting.hide()
        self._form.show()
        self._form.set_values(config)
        if options:
            self._form.apply_patch(options)
        self._form.set_problems(self._told)
        self._show_wanted()

    def _keep_options(self) -> None:
        if self._form is not None and self._shown_for is not None:
            self.draft.options = self._form.patch()

    def _show_waiting(self, text: str) -> None:
        if self._form is not None:
            self._form.hide()
        self._waiting.setText(text)
        self._waiting.show()

    def _choose_preset(self) -> None:
        self.store()
        self._propose()

    def _choose_device(self) -> None:
        self.store()
        self._timed_for = None
        self._propose()

    def _find_times(self, answer: dict[str, Any]) -> None:
        """Lets the engine try some steps, once for what the presets share."""
        matters = {k: v for k, v in self.draft.to_dict().items() if k not in _NO_MATTER}
        if self._timed_for == matters or self._time_job is not None:
            return
        self._timed_for = matters
        for card in self._cards.values():
            card.show_time(tr("..."))
        self._show_progress(tr("Finding out how long it takes on this computer..."))
        self._time_job = self.services.run(
            preview_command(str(answer["config"]), with_presets=True),
            self._take_times,
            self._fail_times,
        )

    def _take_times(self, values: dict[str, Any]) -> None:
        self._time_job = None
        self._show_progress("")
        devices = set()
        for preset, card in self._cards.items():
            times = (values.get("presets") or {}).get(preset)
            if times is None:
                card.show_time("")
                continue
            devices.add(str(times["device"]))
            card.show_time(duration_text(times["run"]["run_s"], tr))
        if devices:
            self._time_text.setText(
                tr("From chips to map and report, on {device} with nothing else to do.").format(
                    device=", ".join(devices)
                )
            )

    def _fail_times(self, error: Optional[RvError]) -> None:
        self._time_job = None
        self._timed_for = None
        for card in self._cards.values():
            card.show_time("")
        self._show_progress("")
        if error is not None:
            text = tr("The time could not be found out: {reason}")
            self._time_text.setText(text.format(reason=error.message))
            self._time_text.setToolTip(str(error))

    def _show_progress(self, text: str) -> None:
        self._progress.setVisible(bool(text))
        self._time_text.setText(text)

    def _take_devices(self, values: dict[str, Any]) -> None:
        self._device_job = None
        self._knows_devices = True
        found = [
            (str(device.get("name", "")), str(device.get("title", "")))
            for device in values.get("devices") or ()
        ]
        if found:
            chosen = self._device.currentData()
            self._offer_devices(
                [(name, f"{name} – {title}" if title else name) for name, title in found]
            )
            self._choose_shown_device(chosen)

    def _drop_device_job(self) -> None:
        self._device_job = None

    def _offer_devices(self, devices: list[tuple[str, str]]) -> None:
        self._device.blockSignals(True)
        self._device.clear()
        self._device.addItem(tr("The fastest there is"), "")
        for name, title in devices:
            self._device.addItem(title, name)
        self._device.blockSignals(False)

    def _choose_shown_device(self, device: Optional[str]) -> None:
        index = self._device.findData(device or "")
        if index < 0:
            self._device.addItem(str(device), device)
            index = self._device.count() - 1
        self._device.setCurrentIndex(index)
