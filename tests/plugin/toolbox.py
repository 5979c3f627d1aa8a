"""Algorithms as the toolbox runs them, and what its log shows."""

import time

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
)

from tests.plugin.waiting import settle

TRAIN, PREDICT = "rvstudio:trainsegmentation", "rvstudio:predictwithbundle"
CLASSIFY, DETECT = "rvstudio:trainchipclassification", "rvstudio:trainobjectdetection"


class Feedback(QgsProcessingFeedback):
    """Remembers what the user would see."""

    def __init__(self):
        super().__init__()
        self.errors, self.infos, self.warnings, self.texts = [], [], [], []

    def reportError(self, error, fatalError=False):
        self.errors.append(error)

    def pushInfo(self, info):
        self.infos.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def setProgressText(self, text):
        self.texts.append(text)


def option(call, name):
    argv = call["argv"]
    return argv[argv.index(name) + 1] if name in argv else None


def run_and_load(algorithm, parameters, limit_s=20):
    """Runs an algorithm in the background and loads its results; answers these."""
    feedback, results = run_as_the_toolbox(algorithm, parameters, limit_s)
    assert feedback.errors == []
    return results


def run_as_the_toolbox(algorithm, parameters, limit_s=20, feedback=None):
    """Runs an algorithm as the toolbox does; answers what its log showed, and the results."""
    from processing.gui.Postprocessing import handleAlgorithmResults

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = feedback or Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm)
    done = []
    assert algorithm.checkParameterValues(parameters, context)[0]
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)

    def load(successful, results):
        # The toolbox does so even after a failure.
        handleAlgorithmResults(algorithm, context, feedback, parameters=results)
        done.append(results)

    task.executed.connect(load)
    QgsApplication.taskManager().addTask(task)
    deadline_s = time.monotonic() + limit_s
    while not done and time.monotonic() < deadline_s:
        settle(0.02)
    assert done
    return feedback, done[0]


def into_project(path):
    return QgsProcessingOutputLayerDefinition(str(path), QgsProject.instance())
