"""What is warned of while a run goes on, and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import List

import pytest

from diagnose.live.alarms import SILENCE, Alarms
from diagnose.live.memory import Memory, read_memory
from tests.conftest import SAMPLES

BAR = b"\rEpoch 3:  15%|#5        | 156/1000 [39:57<00:36,  0.59it/s, v_num=0, total_loss_step=7.7e+02]"


def heard(*blocks: bytes) -> List[str]:
    alarms = Alarms(list)
    return [alarm.key for number, block in enumerate(blocks) for alarm in alarms.feed(block, float(number))]


@pytest.mark.parametrize(
    "text",
    [
        b"\rEpoch 3:  15%|#  | 156/1000 [39:57<00:36, 0.59it/s, v_num=0, total_loss_step=nan.0, lr_step=0.0004]",
        b"INFO:voice:[nan, nan, 0.38, 167.4, 0.0, 243.0, 100, 9.99875e-05]\n",
        b"INFO:voice:[6.04, 5.25, nan, 167.4, 0.0, 243.0, 100, 9.99875e-05]\n",
        b"step 12 loss: nan\n",
        b"{'loss': nan, 'epoch': 2}\n",
    ],
)
def test_a_loss_that_is_no_number_is_told_once(text: bytes) -> None:
    assert heard(b"hello\n", text, text, text) == ["nan"]
    assert heard(*(bytes([byte]) for byte in text), text) == ["nan"]
    wide = text.decode("ascii").encode("utf-16-le")
    assert heard(wide) == ["nan"]


@pytest.mark.parametrize("text", [b"nan filtered:voice_0001.wav\n", b"loss=0.1 nanoseconds\n", b"'c_mel': nan\n", b"banana loss\n", b"INFO:voice:finance [1, 2]\n"])
def test_other_words_are_none(text: bytes) -> None:
    assert heard(text) == []


def test_a_start_from_nothing_is_told() -> None:
    loaded = b"INFO:voice:loaded pretrained GPT_SoVITS/pretrained_models/s2G488k.pth\n"
    start = b"start training from epoch 1\n"
    assert heard(b"INFO:voice:{'train': {}}\n", start) == ["no-pretrained"]
    assert heard(loaded, start) == []
    assert heard(loaded + start, b"training done\n", start) == ["no-pretrained"]
    assert heard(*(bytes([byte]) for byte in loaded + start)) == []
    assert heard(*(bytes([byte]) for byte in start)) == ["no-pretrained"]
    assert heard(b"start training from epoch 12\n") == []
    assert heard(b"start training from epoch 2\n") == []


def test_healthy_and_founding_logs_raise_no_alarm() -> None:
    for path in [*sorted((SAMPLES / "healthy").glob("*.log")), *sorted((SAMPLES / "config/batch-size-not-integer").glob("*.log"))]:
        if b"start training from epoch 1" in path.read_bytes() and b"loaded pretrained" not in path.read_bytes():
            continue  # an excerpt
        assert heard(path.read_bytes()) == [], path


def test_silence_is_told_only_in_the_middle_of_a_bar() -> None:
    alarms = Alarms(list)
    alarms.feed(BAR, 0)
    assert alarms.ask(SILENCE - 1) == []
    assert [alarm.key for alarm in alarms.ask(SILENCE + 60)] == ["silence"]
    assert alarms.ask(SILENCE + 120) == []
    for last in (b"\rEpoch 3: 100%|####| 1000/1000 [39:57<00:00, 0.59it/s]", BAR + b"\nSaving model\n", b"waiting for requests\n"):
        alarms = Alarms(list)
        alarms.feed(last, 0)
        assert alarms.ask(10 * SILENCE) == []


def test_a_bar_that_was_always_slow_is_given_more_time() -> None:
    alarms = Alarms(list)
    for step in range(4):
        alarms.feed(BAR, step * 100.0)
    assert alarms.ask(300 + 2 * SILENCE) == []
    assert [alarm.key for alarm in alarms.ask(300 + 1300.0)] == ["silence"]


def test_memory_is_told_when_it_runs_out_and_again_after_it_came_back() -> None:
    left = [8 << 30]
    alarms = Alarms(lambda: [Memory("host", left[0], 16 << 30)])
    assert alarms.ask(0) == []
    left[0] = 100 << 20
    told = alarms.ask(10)
    assert [alarm.key for alarm in told] == ["memory-host"]
    assert told[0].values == {"left": 100, "total": "16.0"}
    assert alarms.ask(20) == []
    left[0] = 8 << 30
    assert alarms.ask(30) == []
    left[0] = 1 << 20
    assert len(alarms.ask(40)) == 1


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.skipif("sys.platform == 'win32'")
def test_limits_of_containers_are_found(tmp_path: Path) -> None:
    info = "MemTotal:       16777216 kB\nMemFree: 1 kB\nMemAvailable:    8388608 kB\n"
    two = write(tmp_path / "two", proc__meminfo=info, proc__self__cgroup="0::/docker/abc\n")
    files = {"memory.max": "1073741824\n", "memory.current": "943718400\n", "memory.stat": "anon 5\ninactive_file 52428800\n"}
    (two / "sys/fs/cgroup").mkdir(parents=True)
    for name, text in files.items():
        (two / "sys/fs/cgroup" / name).write_text(text)
    assert read_memory(two) == [Memory("host", 8 << 30, 16 << 30), Memory("cgroup", (1 << 30) - 943718400 + 52428800, 1 << 30)]
    one = write(tmp_path / "one", proc__meminfo=info, proc__self__cgroup="9:cpu,memory:/job\n")
    (one / "sys/fs/cgroup/memory/job").mkdir(parents=True)
    for name, text in {"memory.limit_in_bytes": "1000", "memory.usage_in_bytes": "900", "memory.stat": "total_inactive_file 50\n"}.items():
        (one / "sys/fs/cgroup/memory/job" / name).write_text(text)
    (one / "sys/fs/cgroup/memory/memory.limit_in_bytes").write_text("9223372036854771712")
    (one / "sys/fs/cgroup/memory/memory.usage_in_bytes").write_text("5")
    assert read_memory(one)[1:] == [Memory("cgroup", 150, 1000)]
    assert read_memory(write(tmp_path / "free", proc__self__cgroup="0::/\n")) == []


def test_this_machine_has_memory() -> None:
    for memory in read_memory():
        assert 0 <= memory.available <= memory.total
