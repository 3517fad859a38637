"""Sentences about lists of clips."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "config.empty-list": ("{file} 是空的，没有一条音频", "{file} is empty: there is no clip in it"),
    "config.empty-list-advice": ("重新做语音识别（0c），或者选对 .list 文件", "Run speech recognition (0c) again, or choose the right list"),
    "config.list-columns": (
        "{file}：{total} 行里有 {count} 行不是“音频|说话人|语言|文字”四段：第 {lines} 行",
        "{file}: {count} of {total} lines are not audio|speaker|language|text: lines {lines}",
    ),
    "config.list-columns-advice": ("每行要正好三个英文竖线 |，文字里不能有竖线", "Each line has exactly three bars |, and none in the text"),
    "config.list-row-bars": ("第 {line} 行有 {bars} 个竖线：{text}", "line {line} has {bars} bars: {text}"),
    "config.list-row-blank": ("第 {line} 行是空行", "line {line} is blank"),
    "config.list-row-full-width": ("第 {line} 行用了中文竖线 ｜：{text}", "line {line} has full-width bars ｜: {text}"),
    "config.list-row-tab": ("第 {line} 行用 Tab 分隔，要用竖线 |：{text}", "line {line} is divided by tabs, not by bars |: {text}"),
    "config.list-language": (
        "{file}：{total} 行里有 {count} 行的语言不认识，会被丢掉：第 {lines} 行",
        "{file}: the language of {count} of {total} lines is not known; they are dropped: lines {lines}",
    ),
    "config.list-language-advice": ("语言写 zh、ja、en、ko 或 yue，前后不要有空格", "Write zh, ja, en, ko or yue, without blanks"),
    "config.list-row-language": ("第 {line} 行：{language} 改成 {meant}", "line {line}: {language}, write {meant}"),
    "config.list-row-language-unknown": ("第 {line} 行：{language}", "line {line}: {language}"),
    "config.list-text": ("{file}：{total} 行里有 {count} 行没有文字：第 {lines} 行", "{file}: {count} of {total} lines have no text: lines {lines}"),
    "config.list-text-advice": ("补上文字，或者删掉这些行", "Add the text, or delete these lines"),
    "config.list-row-text": ("第 {line} 行：{text}", "line {line}: {text}"),
    "config.list-names": (
        "{file}：有 {count} 行的音频和前面重名，特征会互相覆盖：第 {lines} 行",
        "{file}: {count} lines name a clip that an earlier one names too, so that one overwrites the other: lines {lines}",
    ),
    "config.list-names-advice": ("给音频换成不同的文件名，或者删掉重复的行", "Give the clips different file names, or delete the lines"),
    "config.list-row-twice": ("第 {line} 行：{name}，第 {first} 行已经有了", "line {line}: {name}, as in line {first}"),
    "config.list-audio": ("{file}：{total} 行里有 {count} 行的音频不存在：第 {lines} 行", "{file}: the audio of {count} of {total} lines does not exist: lines {lines}"),
    "config.list-audio-advice": ("改正路径，或者在 1A 页面填写音频文件夹", "Correct the paths, or name the folder of the audio on page 1A"),
    "config.list-row-audio": ("第 {line} 行：{path}", "line {line}: {path}"),
    "config.list-audio-foreign": (
        "{file}：{count} 行的音频路径属于另一种系统，没法确认音频在不在",
        "{file}: the paths of {count} lines belong to another system; whether the audio is there cannot be told",
    ),
    "config.list-audio-bare": (
        "{file}：{count} 行只写了音频文件名，没法确认音频在不在",
        "{file}: {count} lines give only the names of the audio; whether it is there cannot be told",
    ),
}
