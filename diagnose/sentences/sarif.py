"""What a SARIF document says beside titles and articles."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "sarif.driver": ("读 GPT-SoVITS 失败的日志，说出原因、证据和解决办法。", "Reads the log of a failed GPT-SoVITS run and tells the cause, the proof and the way out."),
    "sarif.remedies": ("解决办法：{titles}。", "What to do: {titles}."),
    "sarif.root": ("最根本的报错：{text}", "The root error: {text}"),
    "sarif.unknown-help": (
        "没有规则能解释这次失败。这里给出最根本的报错和指纹；同样的故障指纹相同。",
        "No rule explains this failure. What is shown is the root error, and a fingerprint that is the same for the same failure.",
    ),
}
