"""Sentences about the training interpreter and its machine."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "environment.not-found": (
        '找不到 Python：{python}。请给出训练用的解释器，例如 runtime\\python.exe、conda 环境的文件夹，或 "docker exec 容器名 python"。',
        'There is no Python {python}. Give the interpreter that trains, such as runtime\\python.exe, the folder of a conda environment, or "docker exec NAME python".',
    ),
    "environment.cannot-start": ("{python} 无法启动：{reason}。", "{python} cannot be started: {reason}."),
    "environment.not-python": ("{python} 没有像 Python 那样回答：{reason}", "{python} does not answer like a Python: {reason}"),
    "environment.no-answer": ("{python} 能启动，却没能执行检查脚本：{reason}", "{python} starts, but could not run the script that asks it: {reason}"),
    "environment.too-old": ("{python} 是 Python {version}，太旧了，训练需要 3.9 到 3.11。", "{python} is Python {version}, which is too old: training needs 3.9 to 3.11."),
    "environment.late": ("{python} 在 {seconds} 秒内没有回答，已经结束了它。", "{python} gave no answer within {seconds} seconds and was ended."),
}
