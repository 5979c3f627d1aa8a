from __future__ import annotations

import pytest
import torch

from rv_engine.errors import ModelError
from rv_engine.learner.devices import choose_device, has_fast_bf16, list_devices
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.precision import autocast, choose_precision

CPU = torch.device("cpu")


def test_the_cpu_is_always_there_and_comes_last() -> None:
    assert list_devices()[-1].name == "cpu"
    assert choose_device("cpu") == CPU


def test_without_a_name_the_best_device_is_chosen() -> None:
    assert choose_device() == choose_device("auto") == torch.device(list_devices()[0].name)


@pytest.mark.parametrize("name", ["cuda:17", "gpu", "xla"])
def test_a_device_that_is_not_there_is_an_error_that_names_those_that_are(name: str) -> None:
    with pytest.raises(ModelError, match=rf"'{name}' was asked for.* cpu \(CPU, \d+ threads\)"):
        choose_device(name)


def test_auto_uses_bf16_where_it_is_fast() -> None:
    expected = torch.bfloat16 if has_fast_bf16(CPU) else None
    assert choose_precision("auto", CPU) == expected


def test_precision_can_be_chosen() -> None:
    assert choose_precision("no", CPU) is None
    assert choose_precision("bf16", CPU) is torch.bfloat16
    with autocast(CPU, torch.bfloat16):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16


def test_fp16_on_the_cpu_is_an_error() -> None:
    with pytest.raises(ModelError, match="needs a CUDA device.*Choose 'auto'"):
        choose_precision("fp16", CPU)


def test_running_out_of_memory_is_answered_with_advice() -> None:
    with pytest.raises(ModelError, match=r"memory does not suffice. Lower the batch size"):  # noqa: SIM117
        with memory_errors("Lower the batch size."):
            torch.empty(2**60, dtype=torch.uint8)


def test_another_error_in_torch_passes_unchanged() -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), memory_errors("hint"):
        torch.ones(2, 3) @ torch.ones(2, 3)
