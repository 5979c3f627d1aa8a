import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from rv_studio.rv_qgis.engine.lock import read_lock
from rv_studio.rv_qgis.engine.managed_home import (
    HomeStamp,
    ManagedHome,
    best_home,
    home_name,
    homes_folder,
    read_home,
)
from rv_studio.rv_qgis.engine.network import network_environment, proxy_url
from rv_studio.rv_qgis.engine.setup import advise, diagnostics_text, torch_builds
from rv_studio.rv_qgis.engine.setup.install_lock import only_one
from rv_studio.rv_qgis.engine.setup.install_output import InstallOutput
from rv_studio.rv_qgis.engine.setup.nvidia import NvidiaDriver, read_nvidia_smi
from rv_studio.rv_qgis.engine.setup.pythons import (
    ask_python,
    candidates,
    find_pythons,
    find_uv,
    pythons_of_launcher,
)
from rv_studio.rv_qgis.places import PLUGIN_ROOT

STAMP = HomeStamp("1a2b3c4d", "cpu", "3.12.4", "2026-01-01T00:00:00+00:00", 1800)


def fake_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def fake_python(path, version, **facts):
    answer = {
        "version": version,
        "machine": "x86_64",
        "is_64_bit": True,
        "can_make_environments": True,
        "is_environment": False,
        **facts,
    }
    return fake_program(path, f"echo '{json.dumps(answer)}'")


class TestPythons:
    def test_a_real_python_says_what_it_is(self):
        program = ask_python(Path("/usr/bin/python3"), dict(os.environ))
        assert program.version == tuple(
            json.loads(
                subprocess.check_output(
                    [
                        "/usr/bin/python3",
                        "-c",
                        "import sys, json; print(json.dumps(sys.version_info[:3]))",
                    ]
                )
            )
        )

    def test_the_best_comes_first_and_what_cannot_be_used_last(self, tmp_path):
        fake_python(tmp_path / "bin/python3.13", [3, 13, 1])
        fake_python(tmp_path / "bin/python3.12", [3, 12, 4])
        fake_python(tmp_path / "bin/python3", [3, 9, 2])
        # For `echo`'s sake nothing else is needed on the path.
        environment = {"PATH": str(tmp_path / "bin")}
        found = [p for p in find_pythons(environment) if tmp_path in p.path.parents]
        assert [p.version_text for p in found] == ["3.12.4", "3.13.1", "3.9.2"]
        assert "too old" in found[-1].problem()

    def test_a_virtual_environment_is_no_python_to_begin_with(self, tmp_path):
        fake_python(tmp_path / "bin/python3.12", [3, 12, 4], is_environment=True)
        found = find_pythons({"PATH": str(tmp_path / "bin")})
        assert not [p for p in found if tmp_path in p.path.parents]

    def test_a_program_that_is_no_python_is_left_out(self, tmp_path):
        fake_program(tmp_path / "python3.12", "echo hello")
        assert ask_python(tmp_path / "python3.12", {}) is None

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"version": [3, 15, 0]}, "too new"),
            ({"version": [3, 12, 0], "is_64_bit": False}, "32-bit"),
            ({"version": [3, 12, 0], "can_make_environments": False}, "ensurepip"),
        ],
    )
    def test_why_a_python_cannot_be_used_is_said(self, tmp_path, facts, words):
        program = ask_python(fake_python(tmp_path / "python", **facts), {})
        assert words in program.problem()

    def test_the_same_place_is_looked_at_once(self, tmp_path):
        path = fake_python(tmp_path / "python3", [3, 12, 0])
        (tmp_path / "python").symlink_to(path)
        places = list(candidates({"PATH": str(tmp_path)}))
        assert len(places) == len(set(places))

    def test_windows_launcher_names_its_pythons(self):
        output = (
            " -V:3.12 *        C:\\Users\\Ada B\\AppData\\Local\\Programs\\Python\\Python312\\python.exe\n"
            " -V:3.9           C:\\Python39\\python.exe\n"
        )
        assert [str(path) for path in pythons_of_launcher(output)] == [
            "C:\\Users\\Ada B\\AppData\\Local\\Programs\\Python\\Python312\\python.exe",
            "C:\\Python39\\python.exe",
        ]

    def test_uv_counts_only_when_it_answers(self, tmp_path):
        fake_program(tmp_path / "uv", "exit 127")
        assert find_uv({"PATH": str(tmp_path)}) is None
        fake_program(tmp_path / "uv", "echo uv 0.9")
        assert find_uv({"PATH": str(tmp_path)}) == tmp_path / "uv"


class TestBuilds:
    def test_nvidia_smi_is_understood(self):
        driver = read_nvidia_smi("NVIDIA GeForce RTX 4070, 580.65.06, 12282\n")
        assert driver == NvidiaDriver("NVIDIA GeForce RTX 4070", (580, 65, 6), 12282)
        failed = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"
        assert read_nvidia_smi(failed) is None

    def test_a_card_with_a_new_driver_gets_cuda(self):
        builds = torch_builds("Linux", "x86_64")
        advice = advise(builds, NvidiaDriver("RTX", (580, 65)))
        assert advice.build.name == "cuda"

    def test_a_card_with_an_old_driver_gets_the_processor_and_the_reason(self):
        advice = advise(torch_builds("Windows", "AMD64"), NvidiaDriver("GTX", (535, 104)))
        assert advice.build.name == "cpu"
        assert "Update the driver" in advice.reason

    def test_without_a_card_the_small_build_is_chosen(self):
        advice = advise(torch_builds("Linux", "x86_64"), None)
        assert advice.build.name == "cpu"
        assert advice.build.index_url.endswith("/cpu")

    def test_macs_with_intel_processors_have_no_build(self):
        assert torch_builds("Darwin", "x86_64") == []
        assert [build.name for build in torch_builds("Darwin", "arm64")] == ["cpu"]


class TestOutput:
    def test_pips_numbers_add_up(self):
        output = InstallOutput(100.0)
        for line in (
            "Collecting torch",
            "  Downloading torch-2.14.1-cp312-cp312-win_amd64.whl (40.0 MB)",
            "Progress 0 of 40000000",
            "Progress 40000000 of 40000000",
            "  Downloading numpy-2.4.6-cp312-cp312-win_amd64.whl (20.0 MB)",
            "Progress 10000000 of 20000000",
        ):
            output.take(line)
        assert output.fraction == pytest.approx(0.5)
        assert output.package == "numpy"
        assert not output.is_unpacking
        output.take("Installing collected packages: numpy, torch")
        assert output.is_unpacking

    def test_uvs_lines_add_up(self):
        output = InstallOutput(100.0)
        for line in ("Downloading torch (50.0MiB)", " Downloaded torch"):
            output.take(line)
        assert output.downloaded_mb == pytest.approx(52.4, abs=0.1)

    def test_progress_is_no_line_of_the_log(self):
        output = InstallOutput(1.0)
        assert output.take("Progress 1 of 2") is None
        assert output.take("Collecting six") == "Collecting six"


class TestManagedHomes:
    def make(self, base, name, stamp):
        home = ManagedHome(base / name)
        home.python.parent.mkdir(parents=True)
        home.python.write_text("")
        if stamp:
            home.write_stamp(stamp)
        return home

    def test_what_has_no_stamp_is_not_taken_for_whole(self, tmp_path):
        home = self.make(tmp_path, "py312-1a2b3c4d-cpu", None)
        assert not read_home(home.folder).is_whole()
        assert best_home(tmp_path, "1a2b3c4d") is None

    def test_a_stamp_without_its_python_is_not_whole(self, tmp_path):
        home = self.make(tmp_path, "py312-1a2b3c4d-cpu", STAMP)
        assert read_home(home.folder).is_whole()
        home.python.unlink()
        assert not read_home(home.folder).is_whole()

    def test_a_damaged_stamp_is_none(self, tmp_path):
        home = self.make(tmp_path, "py312-1a2b3c4d-cpu", STAMP)
        (home.folder / "rv-studio-environment.json").write_text("{]")
        assert not read_home(home.folder).is_whole()

    def test_the_one_with_the_present_lock_wins_over_a_newer_one(self, tmp_path):
        newer = HomeStamp("ffffffff", "cpu", "3.12.4", "2027-01-01", 1)
        self.make(tmp_path, "py312-ffffffff-cpu", newer)
        assert best_home(tmp_path, "1a2b3c4d").stamp == newer
        self.make(tmp_path, "py312-1a2b3c4d-cpu", STAMP)
        assert best_home(tmp_path, "1a2b3c4d").stamp == STAMP

    def test_the_name_tells_python_lock_and_build(self):
        assert home_name((3, 12, 4), "1a2b3c4d", "cuda") == "py312-1a2b3c4d-cuda"

    def test_the_folder_is_the_users_own_and_can_be_set(self):
        assert homes_folder({"HOME": "/home/ada"}) == Path("/home/ada/.local/share/rv-studio")
        assert homes_folder({"XDG_DATA_HOME": "/d"}) == Path("/d/rv-studio")
        assert homes_folder({"RV_STUDIO_HOME": "/x"}) == Path("/x")
        assert homes_folder({"RV_STUDIO_HOME": "/x"}, "/big disk") == Path("/big disk")
        assert homes_folder({}) is None

    def test_the_lock_changes_with_its_files_but_not_with_line_ends(self, tmp_path):
        def lock(requirements, constraints=b"a==1\n"):
            (tmp_path / "engine-requirements.txt").write_bytes(requirements)
            (tmp_path / "engine-constraints.txt").write_bytes(constraints)
            return read_lock(tmp_path).name

        assert lock(b"a>=1\n") == lock(b"a>=1\r\n")
        assert lock(b"a>=1\n") != lock(b"a>=2\n")
        assert lock(b"a>=1\n") != lock(b"a>=1\n", b"a==2\n")

    def test_the_shipped_lock_pins_torch(self):
        torch, vision = read_lock(PLUGIN_ROOT / "resources").requirements_of("torch", "torchvision")
        assert torch.startswith("torch==")
        assert vision.startswith("torchvision==")


def test_only_one_program_changes_the_environments_at_a_time(tmp_path):
    from rv_studio.rv_qgis.engine.setup import SetupError

    code = (
        f"import fcntl, time; f = open({str(tmp_path / 'set-up.lock')!r}, 'a+b');"
        "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        other.stdout.readline()
        with pytest.raises(SetupError, match="Another QGIS"), only_one(tmp_path):
            pass
    finally:
        other.kill()
        other.wait()
    # A program that was killed holds nothing.
    with only_one(tmp_path):
        pass


PRIVATE = {
    "HOME": "/home/adalove",
    "USER": "adalove",
    "HTTPS_PROXY": "http://adalove:secret@proxy:8080",  # pragma: allowlist secret
    "AWS_SECRET_ACCESS_KEY": "hidden",
}


class TestDiagnostics:
    def test_home_name_and_passwords_stay_at_home(self, tmp_path):
        base = tmp_path / "rv"
        base.mkdir()
        (base / "set-up.log").write_text(
            "> /home/adalove/.local/bin/uv\nCollecting from https://me:pw@host/simple\n"
        )
        text = diagnostics_text(PRIVATE, [("QGIS", "3.22")], base, None, "It failed.")
        for private in ("adalove", "secret", "hidden", "me:pw"):
            assert private not in text
        assert "> ~/.local/bin/uv" in text
        assert "https://***@host/simple" in text
        assert "QGIS: 3.22" in text
        assert "It failed." in text


def test_a_proxys_odd_password_is_escaped():
    url = proxy_url("http", "proxy", "8080", "ada", "p@ss/word")
    assert url == "http://ada:p%40ss%2Fword@proxy:8080"  # pragma: allowlist secret


def test_qgis_proxy_reaches_the_installer(qgis_app, tmp_path):
    from qgis.core import QgsSettings

    settings = QgsSettings()
    values = {
        "proxyEnabled": True,
        "proxyType": "HttpProxy",
        "proxyHost": "proxy.example",
        "proxyPort": "3128",
        "noProxyUrls": ["http://intranet.example/x"],
    }
    for name, value in values.items():
        settings.setValue(f"proxy/{name}", value)
    try:
        variables = network_environment(tmp_path)
    finally:
        settings.remove("proxy")
    assert variables["HTTPS_PROXY"] == variables["https_proxy"] == "http://proxy.example:3128"
    assert "intranet.example" in variables["NO_PROXY"]
    assert "HTTPS_PROXY" not in network_environment(tmp_path)
