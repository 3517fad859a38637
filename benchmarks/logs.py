"""Logs to measure with: training output by the gigabyte, with errors as dense as wanted. The same seed gives the same bytes."""

from __future__ import annotations

import random
from itertools import cycle
from pathlib import Path
from typing import Callable, Dict, Iterator, List

POOL = 4 << 20
"""Bytes of training output that are made once and repeated."""

_FRAMES = """Traceback (most recent call last):
  File "D:\\GPT-SoVITS-v2pro\\GPT_SoVITS\\s2_train.py", line {a}, in <module>
    main()
  File "D:\\GPT-SoVITS-v2pro\\runtime\\Lib\\site-packages\\torch\\multiprocessing\\spawn.py", line {b}, in _wrap
    fn(i, *args)
  File "D:\\GPT-SoVITS-v2pro\\GPT_SoVITS\\module\\models.py", line {c}, in forward
    x = self.enc_p(y, y_lengths)
"""
ERRORS = tuple(
    _FRAMES + message + "\n"
    for message in (
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate {a}.00 MiB (GPU 0; 8.00 GiB total capacity; {b}.50 GiB already allocated)",
        "RuntimeError: The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {c}",
        "FileNotFoundError: [Errno 2] No such file or directory: 'logs/name/5-wav32k/{a}.wav'",
        "ModuleNotFoundError: No module named 'pyopenjtalk'",
        "KeyError: 'item_{a}'",
        "ValueError: batch_size should be a positive integer value, but got batch_size={a}.0",
        "OSError: [WinError 1455] The paging file is too small for this operation to complete.",
        "AssertionError: {a} is not below {b}",
    )
)


def noise(choose: random.Random) -> Iterator[str]:
    """Lines of a training run that goes well."""
    while True:
        step = choose.randrange(1000)
        kind = choose.random()
        if kind < 0.4:
            bar = "█" * (step // 100)
            told = f"{step}/1000 [{step % 60:02d}:{step % 57:02d}<01:02, {choose.random() * 9:5.2f}it/s, v_num=0, loss={choose.random():.3f}]"
            yield f"\rEpoch {choose.randrange(1, 40)}: {step // 10:3d}%|{bar:10}| {told}"
        elif kind < 0.6:
            yield f"INFO:name:Train Epoch: {choose.randrange(40)} [{step // 10}%]\n"
        elif kind < 0.9:
            yield "INFO:name:[" + ", ".join(f"{choose.random() * 40!r}" for _ in range(6)) + f", {step}, 9.99875e-05]\n"
        else:
            yield f"今天天气不错，我们一起去公园散步吧。 {step}\n"


def _pool(seed: int) -> bytes:
    lines, size = [], 0
    for line in noise(random.Random(seed)):
        lines.append(line.encode("utf-8"))
        size += len(lines[-1])
        if size >= POOL:
            return b"".join(lines)
    raise AssertionError


def error(choose: random.Random, template: str) -> bytes:
    return template.format(a=choose.randrange(2, 30_000), b=choose.randrange(2, 900), c=choose.randrange(2, 99)).encode("utf-8")


def _mixed(every: int) -> Callable[[int], Iterator[bytes]]:
    def blocks(size: int) -> Iterator[bytes]:
        choose, pool, place = random.Random(7), _pool(7), 0
        while size > 0:
            end = pool.find(b"\n", place + every) + 1
            if not end:
                place = 0
                end = pool.find(b"\n", every % POOL) + 1 if every < POOL else len(pool)
            block = pool[place:end] + error(choose, choose.choice(ERRORS))
            place = end
            size -= len(block)
            yield block

    return blocks


def _storm(vary: bool) -> Callable[[int], Iterator[bytes]]:
    def blocks(size: int) -> Iterator[bytes]:
        choose = random.Random(7)
        same = error(choose, ERRORS[0])
        while size > 0:
            block = b"".join(error(choose, ERRORS[0]) if vary else same for _ in range(1000))
            size -= len(block)
            yield block

    return blocks


def _one_line(size: int) -> Iterator[bytes]:
    block = _pool(7).replace(b"\n", b" ").replace(b"\r", b" ")
    while size > 0:
        size -= len(block)
        yield block


def _utf16(size: int) -> Iterator[bytes]:
    yield b"\xff\xfe"
    for block in _mixed(1 << 20)(size):
        yield block.decode("utf-8").encode("utf-16-le")


KINDS: Dict[str, Callable[[int], Iterator[bytes]]] = {
    "normal": _mixed(1 << 20),
    "dense": _mixed(10 << 10),
    "storm": _storm(vary=False),
    "varying": _storm(vary=True),
    "one-line": _one_line,
    "utf-16": _utf16,
}
"""Name to the blocks of a log of about so many bytes (of UTF-8)."""


def make(folder: Path, kind: str, size: int) -> Path:
    """The log of a kind and size in bytes; made when it is not there yet."""
    path = folder / f"{kind}-{size}.log"
    if not path.is_file():
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            for block in KINDS[kind](size):
                file.write(block)
        part.replace(path)
    return path


def words(count: int) -> List[str]:
    """So many different short sentences, as rules look for them."""
    choose = random.Random(11)
    verbs = cycle(("could not load", "failed to start", "is not a valid", "was not found in", "has no member", "cannot be opened by"))
    things = ("checkpoint", "tokenizer", "vocoder", "sampler", "worker", "encoder", "manifest", "speaker", "phoneme", "codec", "driver", "socket")
    return [f"{choose.choice(things)} {next(verbs)} {choose.choice(things)}{number}x" for number in range(count)]
