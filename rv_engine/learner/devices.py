"""What a model can run on: graphics cards and the CPU."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch

from rv_engine.errors import ModelError

DEVICE_VARIABLE = "RV_DEVICE"
"""The environment variable with the device to take where no config names one."""


@dataclass(frozen=True)
class Device:
    """One device of this machine.

    Attributes:
        name: What `choose_device` takes: "cpu", "cuda:0", "mps".
        title: Its name for people.
        memory_bytes: Its own memory; None where it shares that of the machine.
        fast_bf16: Whether it calculates faster with 16-bit "bf16" numbers.
    """

    name: str
    title: str
    memory_bytes: int | None
    fast_bf16: bool


def list_devices() -> list[Device]:
    """The devices of this machine, the best first."""
    devices = []
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(index)
        device = torch.device("cuda", index)
        devices.append(
            Device(str(device), properties.name, properties.total_memory, has_fast_bf16(device))
        )
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple graphics", None, False))
    cpu_title = f"CPU, {torch.get_num_threads()} threads"
    devices.append(Device("cpu", cpu_title, None, has_fast_bf16(torch.device("cpu"))))
    return devices


def choose_device(name: str | None = None) -> torch.device:
    """The device of a name, or the best of this machine.

    Args:
        name: "cpu", "cuda", "cuda:1" or "mps"; the best when None or "auto".

    Raises:
        ModelError: There is no such device.
    """
    devices = list_devices()
    if name is None or name == "auto":
        # What the user set for all runs on this computer.
        name = os.environ.get(DEVICE_VARIABLE, "").strip() or None
    if name is None or name == "auto":
        return torch.device(devices[0].name)
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in [device.name for device in devices]:
        there = ", ".join(f"{device.name} ({device.title})" for device in devices)
        raise ModelError(
            f"The device {name!r} was asked for, but this machine has only: {there}.",
            hint="Choose one of these. A graphics card needs its driver and a torch made for it.",
        )
    return torch.device(wanted)


def has_fast_bf16(device: torch.device) -> bool:
    """Whether calculating with bf16 instead of 32-bit numbers pays off on a device.

    On CPUs it does with instructions for it: a training step of U-Net (ResNet-18, 8 chips of
    256 px) took 0.47 s instead of 1.19 s on two cores with AMX. Without them it is emulated.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        return bool(
            torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 - there is no public question
            and (
                torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001
                or torch.cpu._is_amx_tile_supported()  # noqa: SLF001
            )
        )
    return False
