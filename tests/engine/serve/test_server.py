"""A conversation with the warm engine: a real process, a real bundle."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
import rasterio

from rv_engine.serve.json_rpc import CANCELLED, FAILED, INVALID_PARAMS, METHOD_NOT_FOUND
from tests.engine.engine_process import environment, rv


class Conversation:
    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rv_engine", "serve", "--stdio", *options],
            cwd="/", env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.told = []
        self._answers = {}
        self._count = 0

    def ask(self, method, **params):
        self._count += 1
        request = {"jsonrpc": "2.0", "id": self._count, "method": method, "params": params}
        self.say(json.dumps(request))
        return self._count

    def say(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self, request_id):
        """The answer to a request; what comes before it is kept."""
        while request_id not in self._answers:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            content = json.loads(line)
            assert content["jsonrpc"] == "2.0"
            if "method" in content:
                self.told.append(content["params"])
            else:
                self._answers[content["id"]] = content
        return self._answers.pop(request_id)

    def result(self, method, **params):
        return self.answer(self.ask(method, **params))["result"]

    def wait_for_progress(self, request_id):
        while True:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            content = json.loads(line)
            if content.get("method") == "message":
                self.told.append(content["params"])
                if content["params"]["id"] == request_id:
                    return
            else:
                self._answers[content["id"]] = content


@pytest.fixture
def talk():
    opened = []

    def start(*options):
        opened.append(Conversation(*options))
        return opened[-1]

    yield start
    for conversation in opened:
        process = conversation.process
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def test_a_bundle_is_loaded_once_and_predicts_what_the_command_predicts(
    talk, finished_run, tmp_path
):
    warm = talk()
    hello = warm.result("hello")
    assert hello["message_version"] == 1
    assert "predict" in hello["methods"]
    place = {"bundle": str(finished_run.bundle), "image": str(finished_run.next_town)}
    place["device"] = "cpu"
    first = warm.result("predict", **place, out=str(tmp_path / "first.tif"))
    assert [told["message"]["kind"] for told in warm.told].count("artifact") == 1
    assert warm.result("status")["bundles"][0]["bundle"] == str(finished_run.bundle)

    with rasterio.open(finished_run.next_town) as image:
        xmin, ymax = image.transform * (10, 20)
        xmax, ymin = image.transform * (90, 84)
    warm.told.clear()
    warm.result("predict", **place, out=str(tmp_path / "part.tif"), extent=[xmin, ymin, xmax, ymax])
    assert "Loading the model" not in [told["message"].get("what") for told in warm.told]

    cold = rv(
        "predict-bundle", finished_run.bundle, finished_run.next_town, tmp_path / "cold.tif",
        "--device", "cpu",
    )  # fmt: skip
    assert cold.code == 0
    assert first["classes"] == cold.values["classes"]
    assert set(first["timings"]) == {"load_s", "model_s", "files_s", "total_s"}
    with rasterio.open(tmp_path / "first.tif") as a, rasterio.open(tmp_path / "cold.tif") as b:
        np.testing.assert_array_equal(a.read(), b.read())
    with rasterio.open(tmp_path / "part.tif") as part:
        assert part.shape == (64, 80)

    assert warm.result("unload")["unloaded"] == [str(finished_run.bundle)]
    assert warm.result("status")["bundles"] == []


def test_a_prediction_is_cancelled_while_pings_are_answered(talk, finished_run, tmp_path):
    warm = talk()
    out = tmp_path / "map.tif"
    params = {"bundle": str(finished_run.bundle), "image": str(finished_run.next_town)}
    running = warm.ask("predict", **params, out=str(out), device="cpu")
    waiting = warm.ask("predict", **params, out=str(out), device="cpu")
    assert warm.result("ping") == "pong"
    assert warm.result("cancel", id=waiting) is True
    warm.wait_for_progress(running)
    assert warm.result("cancel", id=running) is True
    for request in (running, waiting):
        assert warm.answer(request)["error"]["code"] == CANCELLED
    assert list(tmp_path.iterdir()) == []
    assert warm.result("cancel", id=running) is False
    assert warm.result("ping") == "pong"


def test_what_cannot_be_done_is_told_and_the_engine_goes_on(talk, tmp_path):
    warm = talk()
    warm.say("no json")
    warm.say("")
    unknown = warm.answer(warm.ask("dance"))["error"]
    assert unknown["code"] == METHOD_NOT_FOUND
    assert "predict" in unknown["message"]
    wrong = warm.answer(warm.ask("predict", bundle="a.zip", windows=3))["error"]
    assert wrong["code"] == INVALID_PARAMS
    assert {"image", "out", "windows"} == {entry["path"] for entry in wrong["data"]}
    missing = warm.answer(warm.ask("load", bundle=str(tmp_path / "none.zip")))["error"]
    assert missing["code"] == FAILED
    assert missing["data"]["code"] == "bundle"
    relative = warm.answer(warm.ask("load", bundle="model-bundle.zip"))["error"]
    assert "relative" in relative["message"]
    assert warm.result("status")["memory_bytes"] > 0


def test_it_ends_with_its_input(talk):
    warm = talk()
    assert warm.result("ping") == "pong"
    warm.process.stdin.close()
    assert warm.process.wait(timeout=10) == 0


def test_its_last_words_tell_that_it_took_too_much_memory(talk, monkeypatch):
    monkeypatch.setenv("RV_MEMORY_LIMIT_MB", "1")
    warm = talk()
    warm.wait_for_progress(None)
    assert warm.told[-1]["message"]["code"] == "memory"
    assert warm.process.wait(timeout=20) == 1


def test_it_ends_when_it_is_told_to(talk):
    warm = talk()
    assert warm.result("shutdown") is None
    assert warm.process.wait(timeout=10) == 0


@pytest.mark.skipif(os.name != "posix", reason="kills by signals")
def test_it_ends_when_who_started_it_is_killed(tmp_path):
    # A pipe that stays open in this process: only the watch for the parent can end it.
    reader, writer = os.pipe()
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'rv_engine', 'serve', '--stdio'],"
        " stdin=int(sys.argv[1]), stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(reader)],
        env=environment(), stdout=subprocess.PIPE, pass_fds=[reader],
    )  # fmt: skip
    try:
        os.write(writer, b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        deadline_s = time.monotonic() + 15
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline_s, "it lives on"
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        pass
    finally:
        parent.kill()
        parent.communicate()
        for end in (reader, writer):
            with contextlib.suppress(OSError):
                os.close(end)
