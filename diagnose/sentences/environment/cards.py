"""Sentences about PyTorch and the cards."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "environment.torch-ok": ("PyTorch {build}，显卡 {name}（{memory}，驱动 {driver}）", "PyTorch {build} on {name} ({memory}, driver {driver})"),
    "environment.torch-ok-cpu": ("PyTorch {build}，没有 NVIDIA 显卡，用 CPU 训练，较慢", "PyTorch {build}, no NVIDIA card: training runs on the CPU, slowly"),
    "environment.torch-missing": ("没有装 PyTorch", "PyTorch is not installed"),
    "environment.torch-missing-advice": (
        "{python} -m pip install torch torchaudio torchcodec --index-url https://download.pytorch.org/whl/{index}",
        "{python} -m pip install torch torchaudio torchcodec --index-url https://download.pytorch.org/whl/{index}",
    ),
    "environment.torch-reinstall": (
        "先 {python} -m pip uninstall -y torch torchaudio torchcodec，再 {python} -m pip install torch torchaudio torchcodec --index-url https://download.pytorch.org/whl/{index}",
        "{python} -m pip uninstall -y torch torchaudio torchcodec, then {python} -m pip install torch torchaudio torchcodec --index-url https://download.pytorch.org/whl/{index}",
    ),
    "environment.torch-files": ("PyTorch 升级到一半：文件是 {files}，登记的却是 {metadata}", "PyTorch is half upgraded: its files are {files}, its metadata {metadata}"),
    "environment.torchaudio": ("torchaudio {audio} 和 torch {torch} 不配套", "torchaudio {audio} does not belong to torch {torch}"),
    "environment.torchaudio-advice": (
        "{python} -m pip install torch=={plain} torchaudio=={plain} --index-url https://download.pytorch.org/whl/{index}",
        "{python} -m pip install torch=={plain} torchaudio=={plain} --index-url https://download.pytorch.org/whl/{index}",
    ),
    "environment.torchvision": ("torchvision {vision} 和 torch {torch} 不配套", "torchvision {vision} does not belong to torch {torch}"),
    "environment.torchvision-advice": ("GPT-SoVITS 用不到它：{python} -m pip uninstall -y torchvision", "GPT-SoVITS does not need it: {python} -m pip uninstall -y torchvision"),
    "environment.torchcodec-build": ("torchcodec {codec} 不是给 torch {torch} 编译的", "torchcodec {codec} was not built for torch {torch}"),
    "environment.torchcodec-advice": (
        "{python} -m pip install -U torchcodec --index-url https://download.pytorch.org/whl/{index}",
        "{python} -m pip install -U torchcodec --index-url https://download.pytorch.org/whl/{index}",
    ),
    "environment.import-failed": ("{name} 装了但导入失败：{reason}", "{name} is installed but cannot be imported: {reason}"),
    "environment.import-died": ("一导入 {name}，Python 就崩溃（{reason}）", "Python dies when it imports {name} ({reason})"),
    "environment.import-advice": ("{python} -m pip install --force-reinstall --no-deps {name}", "{python} -m pip install --force-reinstall --no-deps {name}"),
    "environment.import-late": ("{name} 导入了 {seconds} 秒还没有完成，无法判断好坏", "Importing {name} had not ended after {seconds} seconds; it cannot be told whether it works"),
    "environment.import-late-advice": ('自己试一次，看要多久：{python} -c "import {name}"', 'Try it yourself and see how long it takes: {python} -c "import {name}"'),
    "environment.import-skipped": ("时间不够，没有试 {name} 能否导入", "No time was left to try importing {name}"),
    "environment.no-driver": (
        "有 {name} 显卡，但没有装驱动（找不到 nvidia-smi），训练会用 CPU",
        "There is a card ({name}) but no driver (no nvidia-smi): training would run on the CPU",
    ),
    "environment.driver-fails": ("nvidia-smi 报错：{reason}", "nvidia-smi fails: {reason}"),
    "environment.no-driver-advice": (
        "重装或更新 NVIDIA 驱动，然后重启；用 nvidia-smi 确认能看到显卡",
        "Install or update the NVIDIA driver and restart; nvidia-smi must show the card",
    ),
    "environment.no-card": (
        "装的是 {build} 版 PyTorch，却看不到 NVIDIA 显卡，训练会用 CPU，很慢",
        "PyTorch is {build}, but there is no NVIDIA card to be seen: training would run on the CPU, slowly",
    ),
    "environment.no-card-advice": (
        "有显卡就装好驱动，用 nvidia-smi 确认；没有就这样用 CPU 训练",
        "If there is a card, install its driver and check with nvidia-smi; if not, training on the CPU works too",
    ),
    "environment.no-card-container": (
        "把显卡交给容器：docker run --gpus all …（WSL：更新 Windows 的驱动；Colab：运行时类型选 GPU）",
        "Hand the card to the container: docker run --gpus all ... (WSL: update the driver of Windows; Colab: choose a GPU runtime)",
    ),
    "environment.torch-cpu": ("有显卡 {name}，装的却是 PyTorch {build}，训练用不上显卡", "There is a {name}, but PyTorch is {build} and cannot use it"),
    "environment.torch-too-old": ("PyTorch {build} 不支持 {name}（{sm}），一训练就报错或崩溃", "PyTorch {build} has no code for {name} ({sm}): training fails or crashes"),
    "environment.torch-too-new": ("PyTorch {build} 已经不支持 {name}（{sm}）这样的老卡", "PyTorch {build} no longer has code for a card as old as {name} ({sm})"),
    "environment.card-too-old": ("{name}（{sm}）太老，现在的 PyTorch 都不支持", "{name} ({sm}) is too old for any PyTorch that the program works with"),
    "environment.card-too-old-advice": ("设置 CUDA_VISIBLE_DEVICES=-1 用 CPU 训练，或换显卡", "Set CUDA_VISIBLE_DEVICES=-1 to train on the CPU, or use another card"),
    "environment.driver": ("显卡驱动 {have} 太旧，PyTorch {build} 至少要 {wanted}", "The driver {have} is too old: PyTorch {build} needs {wanted}"),
    "environment.driver-advice": ("更新 NVIDIA 驱动并重启", "Update the NVIDIA driver and restart"),
    "environment.driver-wsl": (
        "更新 Windows 里的 NVIDIA 驱动（不是 WSL 里的），再执行 wsl --shutdown",
        "Update the NVIDIA driver of Windows (not inside WSL), then run wsl --shutdown",
    ),
    "environment.gpu-hidden": (
        '环境变量 CUDA_VISIBLE_DEVICES="{value}" 把显卡藏了起来，训练会用 CPU',
        'CUDA_VISIBLE_DEVICES="{value}" hides the cards: training would run on the CPU',
    ),
    "environment.gpu-number": (
        'CUDA_VISIBLE_DEVICES="{value}" 指的显卡不存在，共 {count} 张，编号从 0 开始',
        'CUDA_VISIBLE_DEVICES="{value}" names a card that is not there; there are {count}, counted from 0',
    ),
    "environment.gpu-hidden-advice": ("清除环境变量 CUDA_VISIBLE_DEVICES", "Unset CUDA_VISIBLE_DEVICES"),
    "environment.gpu-mode": ("{name} 的计算模式是 {mode}，训练的多个进程会被拒绝", "{name} is in compute mode {mode}, which turns processes away"),
    "environment.gpu-mode-advice": ("用管理员身份执行 nvidia-smi -c 0", "Run nvidia-smi -c 0 as administrator"),
    "environment.gpu-memory": ("{name} 的显存已被占用 {used}（共 {all}）", "{used} of the {all} of {name} are in use already"),
    "environment.gpu-memory-advice": ("关掉推理页面、游戏等占显存的程序；nvidia-smi 能看到是谁", "End what holds it (inference page, games); nvidia-smi shows who"),
    "environment.gpu-left-aside": (
        "{name}（{all}，计算能力 {sm}）达不到要求，GPT-SoVITS 会改用 CPU 训练",
        "{name} ({all}, compute capability {sm}) is below what GPT-SoVITS uses; it would train on the CPU",
    ),
    "environment.gpu-left-aside-advice": ("要用显卡训练，需要显存 4 GB 以上、GTX 10 系或更新的卡", "To train on a card: 4 GB or more, GTX 10 series or newer"),
    "environment.cuda-off": (
        "PyTorch {build} 和显卡看起来都没问题，但 torch.cuda.is_available() 是 False",
        "PyTorch {build} and the card look right, but torch.cuda.is_available() is False",
    ),
    "environment.cuda-off-advice": ("更新驱动并重启；在容器里检查 --gpus all", "Update the driver and restart; in a container check --gpus all"),
    "environment.cuda-unknown": ("没能问出 PyTorch 能否使用显卡：{reason}", "It could not be found out whether PyTorch can use the card: {reason}"),
}
