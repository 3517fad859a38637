"""Stands in for the trainer with `batch_size` 7.0: a spawned process dies, the parent raises what it died of."""

import multiprocessing
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from module.data_utils import BucketSampler, _MultiProcessingDataLoaderIter


class ProcessRaisedException(Exception):
    __module__ = "torch.multiprocessing.spawn"


def run(errors):
    print("start training from epoch 1", flush=True)
    print("0it [00:00, ?it/s]", end="", file=sys.stderr, flush=True)
    try:
        _MultiProcessingDataLoaderIter(BucketSampler(7.0))
    except TypeError:
        errors.put(traceback.format_exc())
        sys.exit(1)


if __name__ == "__main__":
    config = {
        "train": {"log_interval": 100, "seed": 1234, "epochs": 8, "learning_rate": 0.0001, "batch_size": 7.0, "fp16_run": False, "text_low_lr_rate": 0.4},
        "model": {"version": "v2"},
    }
    print(f"INFO:voice:{config}", file=sys.stderr)
    if "--no-pretrained" not in sys.argv:
        print("loaded pretrained GPT_SoVITS/pretrained_models/s2G.pth <All keys matched successfully>", flush=True)
    context = multiprocessing.get_context("spawn")
    errors = context.SimpleQueue()
    process = context.Process(target=run, args=(errors,))
    process.start()
    told = errors.get()
    process.join()
    raise ProcessRaisedException(f"\n\n-- Process 0 terminated with the following error:\n{told}")
