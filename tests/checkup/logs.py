"""Logs as the trainer prints them, about the configuration of a program folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

FLOAT_S2 = """\
start training from epoch 1
0it [00:00, ?it/s]
Traceback (most recent call last):
  File "GPT_SoVITS/s2_train.py", line 600, in <module>
    main()
  File "GPT_SoVITS/module/data_utils.py", line 219, in __iter__
    ids_bucket = ids_bucket + ids_bucket * (rem // len_bucket) + ids_bucket[: (rem % len_bucket)]
TypeError: can't multiply sequence by non-int of type 'float'
"""
FLOAT_S1 = """\
Traceback (most recent call last):
  File "GPT_SoVITS/s1_train.py", line 171, in <module>
    main(args)
  File "GPT_SoVITS/AR/data/data_module.py", line 50, in train_dataloader
    sampler = DistributedBucketSampler(self._train_dataset, batch_size=batch_size)
  File "torch/utils/data/sampler.py", line 305, in __init__
    raise ValueError(
ValueError: batch_size should be a positive integer value, but got batch_size=7.0
"""
TEXT_S1 = """\
Traceback (most recent call last):
  File "GPT_SoVITS/s1_train.py", line 171, in <module>
    main(args)
  File "GPT_SoVITS/AR/data/data_module.py", line 51, in train_dataloader
    batch_size = max(min(batch_size, len(self._train_dataset) // 4), 1)
TypeError: '<' not supported between instances of 'int' and 'str'
"""
ODD = """\
Traceback (most recent call last):
  File "GPT_SoVITS/s2_train.py", line 321, in run
    frobnicate(hps)
FrobnicationError: the frob is out of phase
"""
"""An exception that no rule knows."""


def s2_command(root: Path) -> str:
    return f'"python" -s GPT_SoVITS/s2_train.py --config "{root}/TEMP/tmp_s2.json"\n'


def s1_command(root: Path) -> str:
    return f'"python" -s GPT_SoVITS/s1_train.py --config_file "{root}/TEMP/tmp_s1.yaml"\n'


def s2_start(root: Path, **train: Any) -> str:
    """The command and the printed configuration of a SoVITS training; `train` is what the run had otherwise than the file has now."""
    config = json.loads((root / "TEMP" / "tmp_s2.json").read_text("utf-8"))
    config["train"].update(train)
    return f"{s2_command(root)}INFO:{config['name']}:{config}\nphoneme_data_len: 6\nwav_data_len: 96\nskipped_phone:  0 , skipped_dur:  0\ntotal left:  96\n"


def s2_epochs(count: int, loaded: bool = True, saved: bool = True) -> str:
    """Epochs that ran well; `loaded`: from a base model, `saved`: with weights at the end."""
    lines: List[str] = ["INFO:demo:loaded pretrained s2G2333k.pth", "loaded pretrained s2G <All keys matched successfully>"] if loaded else []
    lines.append("start training from epoch 1")
    for epoch in range(1, count + 1):
        lines += ["100%|##########| 17/17 [00:21<00:00,  1.21it/s]", f"INFO:demo:====> Epoch: {epoch}"]
    lines += [f"INFO:demo:saving ckpt demo_e{count}:Success."] if saved else []
    return "\n".join([*lines, "training done", ""])


def s1_run(root: Path, epochs: int = 15) -> str:
    """A GPT training that ran to its end."""
    return (
        f"{s1_command(root)}Seed set to 1234\n<All keys matched successfully>\nGPU available: True (cuda), used: True\nckpt_path: None\n"
        f"semantic_data_len: 6\nphoneme_data_len: 6\ndataset.__len__(): 96\n`Trainer.fit` stopped: `max_epochs={epochs}` reached.\n"
    )


def change(root: Path, file: str, **values: Any) -> None:
    """Write values of the section train into a configuration file of the program folder."""
    path = root / "TEMP" / file
    if file.endswith(".json"):
        config: Dict[str, Any] = json.loads(path.read_text("utf-8"))
        config["train"].update(values)
        path.write_text(json.dumps(config), "utf-8")  # on one line, as the web UI does
        return
    import yaml

    config = yaml.safe_load(path.read_text("utf-8"))
    config["train"].update(values)
    path.write_text(yaml.safe_dump(config), "utf-8")
