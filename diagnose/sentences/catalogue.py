"""Words of the catalogue of all rules."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "catalogue.exists": ("{name} 不是本工具写的，没有覆盖。请换一个目录。", "{name} was not written by this tool and was left alone. Choose another folder."),
    "catalogue.unwritable": ("无法写入 {name}：{reason}", "{name} cannot be written: {reason}"),
    "catalogue.written": ("已写好 {count} 页，从 {name} 开始看。", "{count} pages written; begin with {name}"),
    "catalogue.name": ("GPT-SoVITS 报错目录", "GPT-SoVITS error catalogue"),
    "catalogue.title": ("GPT-SoVITS 的每一种报错", "Every known way GPT-SoVITS fails"),
    "catalogue.lead": (
        "{count} 种原因和后果：为什么会出现，怎么解决，怎样算好了。",
        "{count} causes and consequences: why they happen, what to change, and how to see that it worked.",
    ),
    "catalogue.paste": ("把报错粘贴到这里", "Paste the error here"),
    "catalogue.hint": (
        "Traceback (most recent call last): …\n整段日志也可以；输入几个词则按标题查找。",
        "Traceback (most recent call last): ...\nA whole log is fine too; a few words search the titles.",
    ),
    "catalogue.found": (
        "最像的排在前面。这里只是按特征查找；要结合整份日志判断，请用 sovits-doctor train.log。文字没有离开这台电脑。",
        "The likeliest first. This only looks for signs; to weigh the whole log, use sovits-doctor train.log. Nothing left this computer.",
    ),
    "catalogue.words": ("标题里有这些词的：", "Titles with these words:"),
    "catalogue.none": (
        "没有找到。请粘贴更完整的报错（从 Traceback 到最后一行），或换几个词。",
        "Nothing was found. Paste more of the error (from Traceback to the last line), or try other words.",
    ),
    "catalogue.example": ("日志里的样子", "How it looks in a log"),
    "catalogue.generic": ("更笼统的情况", "The more general case"),
    "catalogue.special": ("更具体的情况", "More specific cases"),
    "catalogue.sources": ("出处", "Sources"),
    "catalogue.foot": (
        "由 sovits-doctor {version} 从 {count} 条规则生成。…… 表示要看日志才知道的值。",
        "Made by sovits-doctor {version} from {count} rules. … stands for what only a log tells.",
    ),
    "catalogue.area-config": ("配置与模型文件", "Configuration and model files"),
    "catalogue.area-gpu": ("显卡", "Graphics card"),
    "catalogue.area-host": ("电脑与网络", "Computer and network"),
    "catalogue.area-env": ("Python 环境", "Python environment"),
    "catalogue.area-data": ("数据集与音频", "Data set and audio"),
    "catalogue.area-train": ("训练过程", "Training"),
    "catalogue.area-usage": ("用法", "Usage"),
    "catalogue.area-python": ("一般的 Python 错误", "General Python errors"),
    "catalogue.area-symptom": ("只是后果", "Consequences only"),
}
