"""Sentences about the training interpreter and its machine."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "environment.not-found": (
        '找不到 Python：{python}。请给出训练用的解释器，例如 runtime\\python.exe、conda 环境的文件夹，或 "docker exec 容器名 python"。',
        'There is no Python {python}. Give the interpreter that trains, such as runtime\\python.exe, the folder of a conda environment, or "docker exec NAME python".',
    ),
}
