"""Sentences about values: one, two together, paths, what the machine can do, and what to do about them."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    # all is well, or it cannot be told
    "config.values-ok": ("{file}：{count} 项都正常", "{file}: all {count} values are fine"),
    "config.list-ok": ("{file}：{count} 行都正常", "{file}: all {count} lines are fine"),
    "config.kind": ("{file} 不是认识的配置文件，没有检查", "{file} is not a configuration file that is known; it was not checked"),
    "config.path-unknown": ("{file}：从这里没法确认路径是否存在：{names}", "{file}: whether these paths exist cannot be told from here: {names}"),
    "config.path-unknown-advice": (
        "在运行训练的那台电脑上检查，并给出程序文件夹：sovits-doctor check 程序文件夹",
        "Check on the computer that trains, and name the program folder: sovits-doctor check FOLDER",
    ),
    # one value
    "config.missing": ("{file} 里没有 {name}", "{file} has no {name}"),
    "config.decimal": ("{file}：{name} 是小数 {found}，要写成整数", "{file}: {name} is {found}, a decimal; it has to be a whole number"),
    "config.number-as-text": ("{file}：{name} 写成了文字 {found}，要写成不带引号的数", "{file}: {name} is the text {found}; it has to be a number without quotes"),
    "config.yaml-exponent": (
        "{file}：{name} 写成了 {found}，没有小数点，YAML 会当成文字，不是数",
        "{file}: {name} is {found}, which YAML takes for a text, not a number, without a point in it",
    ),
    "config.null": ("{file}：{name} 是空值 {found}，要有值", "{file}: {name} is {found}; it needs a value"),
    "config.boolean-for-number": ("{file}：{name} 是 {found}，应该是数", "{file}: {name} is {found}; it should be a number"),
    "config.not-number": ("{file}：{name} 是 {found}，要写成{wanted}", "{file}: {name} is {found}; it has to be {wanted}"),
    "config.not-finite": ("{file}：{name} 是 {found}，要写成{wanted}", "{file}: {name} is {found}; it has to be {wanted}"),
    "config.out-of-range": ("{file}：{name} 是 {found}，要写成{wanted}", "{file}: {name} is {found}; it has to be {wanted}"),
    "config.boolean-as-text": (
        "{file}：{name} 写成了文字 {found}，程序不会当成 true 或 false，去掉引号",
        "{file}: {name} is the text {found}, which the program does not take for true or false",
    ),
    "config.not-boolean": ("{file}：{name} 是 {found}，只能是 true 或 false", "{file}: {name} is {found}; it has to be true or false"),
    "config.not-text": ("{file}：{name} 是 {found}，要写成带引号的文字", "{file}: {name} is {found}; it has to be a text in quotes"),
    "config.empty-text": ("{file}：{name} 是空的", "{file}: {name} is empty"),
    "config.choice": ("{file}：{name} 是 {found}，不在可选的值里：{choices}", "{file}: {name} is {found}, which is not one of {choices}"),
    "config.pattern": ("{file}：{name} 写成了 {found}，程序不认识", "{file}: {name} is {found}, which the program does not understand"),
    "config.not-section": ("{file}：{name} 应该是一节配置，却是 {found}", "{file}: {name} should be a section, not {found}"),
    "config.not-list": ("{file}：{name} 应该是列表，却是 {found}", "{file}: {name} should be a list, not {found}"),
    "config.not-scalar": ("{file}：{name} 应该是一个值，却是 {found}", "{file}: {name} should be one value, not {found}"),
    "config.list-length": ("{file}：{name} 有 {found} 个数，应该是 {wanted} 个", "{file}: {name} has {found} items; it has to have {wanted}"),
    "config.fixed": ("{file}：{name} 是 {found}，必须是 {wanted}", "{file}: {name} is {found}; it has to be {wanted}"),
    # two values
    "config.relation-multiple-of": ("{file}：{left} 是 {found}，不是 {right}（{other}）的整数倍", "{file}: {left} is {found}, not a multiple of {right} ({other})"),
    "config.relation-more-than": ("{file}：{left} 是 {found}，要大于 {right}（{other}）", "{file}: {left} is {found}; it has to be more than {right} ({other})"),
    "config.relation-at-most": ("{file}：{left} 是 {found}，比 {right}（{other}）还大", "{file}: {left} is {found}, more than {right} ({other})"),
    "config.relation-same-as": ("{file}：{left} 是 {found}，{right} 却是 {other}", "{file}: {left} is {found}, but {right} is {other}"),
    "config.relation-one-less-than": ("{file}：{left} 是 {found}，要等于 {right}（{other}）减 1", "{file}: {left} is {found}; it has to be {right} ({other}) minus 1"),
    "config.relation-product": ("{file}：{left} {found} 的乘积不等于 {right}（{other}）", "{file}: the product of {left} {found} is not {right} ({other})"),
    "config.relation-as-long-as": ("{file}：{left} {found} 和 {right} {other} 的个数不一样", "{file}: {left} {found} and {right} {other} are not of the same length"),
    "config.advice-relation": ("把 {left} 和 {right} 改成一致", "Make {left} and {right} agree"),
    # paths
    "config.path-escape": (
        "{file}：{name} 是 {found}，里面的单个反斜杠被读成了别的字符（\\t 是 Tab，\\n 是换行）",
        "{file}: {name} is {found}, whose single backslashes are read as something else (\\t is a tab, \\n a new line)",
    ),
    "config.path-quotes": ("{file}：{name} 的路径多了引号或空格：{found}", "{file}: the path of {name} has quotes or blanks around it: {found}"),
    "config.path-not-file": ("{file}：{name} 指向的是文件夹，要写到文件：{found}", "{file}: {name} names a folder, not a file: {found}"),
    "config.path-not-folder": ("{file}：{name} 指向的不是文件夹：{found}", "{file}: {name} names no folder: {found}"),
    "config.path-missing": ("{file}：{name} 指向的 {found} 不存在", "{file}: {name} names {found}, which does not exist"),
    "config.pretrained-empty": ("{file}：{name} 是空的，会从随机权重练起", "{file}: {name} is empty: training begins with random weights"),
    "config.other-version": (
        "{file}：{name} 是 {found}（{versions} 的底模），要训练的却是 {version}",
        "{file}: {name} is {found}, a base model of {versions}, but {version} is to be trained",
    ),
    "config.weight-missing": ("{file}：{name} 记着的 {found} 不存在", "{file}: {name} remembers {found}, which does not exist"),
    "config.weight-missing-advice": (
        "在推理页面重新选一次模型，或者删掉 weight.json 让程序重写",
        "Choose the model again on the inference page, or delete weight.json: the program writes it anew",
    ),
    "config.advice-slashes": ("路径里的 \\ 都改成 /", "Write / for each \\ in the path"),
    "config.advice-model": ("把这个文件放回去，或者把 {name} 改成实际的位置", "Put the file there, or correct {name}"),
    "config.advice-model-choose": ("把 {name} 填成底模的路径，除非真要从零练起", "Give {name} the path of the base model, unless training from scratch is meant"),
    "config.advice-folder": ("新建文件夹 {found}，或者从网页开始训练，它会自己建", "Make the folder {found}, or start from the web UI, which makes it"),
    "config.advice-version": ("把 {name} 换成 {version} 的底模 {right}", "Give {name} the base model of {version}: {right}"),
    # the machine
    "config.batch-too-large": (
        "{file}：{name} 是 {found}，对 {machine} 太大，建议 {fit}",
        "{file}: {name} is {found}, too much for {machine}; {fit} is suggested",
    ),
    "config.half-nan": ("{file}：{name} 是 {found}，而 {card} 用半精度会得到 nan", "{file}: {name} is {found}, and half precision gives nan on {card}"),
    "config.half-useless": ("{file}：{name} 是 {found}，而 {machine} 不适合半精度", "{file}: {name} is {found}, but {machine} is not made for half precision"),
    "config.gpu-numbers-empty": (
        "{file}：train.gpu_numbers 是空的，{count} 张显卡都会被隐藏，改用 CPU 训练",
        "{file}: train.gpu_numbers is empty, which hides the cards ({count}): the CPU will train",
    ),
    "config.gpu-numbers-missing": (
        "{file}：写了 {found}，但没有 {missing} 号显卡（共 {count} 张，最大编号 {last}）",
        "{file}: {found} names card {missing}, but there are {count}, numbered up to {last}",
    ),
    "config.grad-ckpt-off": (
        "{file}：train.grad_ckpt 没有打开，{machine} 训练 LoRA 会不够显存",
        "{file}: train.grad_ckpt is off, and {machine} is too small for a LoRA without it",
    ),
    "config.workers-many": ("{file}：data.num_workers 是 {found}，只有 {cores} 个处理器核心", "{file}: data.num_workers is {found}, with {cores} processor cores"),
    # what to do
    "config.advice-set": ("把 {name} 改成 {new}", "Set {name} to {new}"),
    "config.advice-add": ("补上 {name}，值写 {new}", "Add {name} with the value {new}"),
    "config.advice-list": ("把 {name} 改成 {new}", "Set {name} to {new}"),
    "config.advice-wanted": ("把 {name} 改成{wanted}", "Make {name} {wanted}"),
    "config.advice-rewrite": (
        "让网页重新生成：在 1B 页面点开始训练；程序自带的文件从同一版本的压缩包或 git 里恢复",
        "Let the web UI write it anew: start the training on page 1B; restore a file that came with the program from the package or from git",
    ),
    "config.would-print": ("不改的话，训练会报：{error}", "Unchanged, the trainer says: {error}"),
    "config.base-overwritten": (
        "从网页开始训练时，{file} 的这一项会被页面上的值盖掉；只有手动拿它训练才会出错",
        "The web UI replaces this value of {file} by that of the page; only a training started by hand fails on it",
    ),
    "config.note-page": (
        "每次在网页上点开始训练都会重写 {file}：请在网页的“{page}”里改；只改文件就要手动启动：{command}",
        'Each start from the web UI writes {file} anew: change "{page}" on the page; to use the file as edited, start by hand: {command}',
    ),
    "config.note-base": (
        "每次在网页上点开始训练都会从 {base} 重写 {file}：请在 {base} 里改；只改文件就要手动启动：{command}",
        "Each start from the web UI writes {file} anew from {base}: change it there; to use the file as edited, start by hand: {command}",
    ),
    "config.note-running": ("程序运行时会重写 {file}：先关掉 API 和推理页面再改", "The program writes {file} while it runs: stop the API and the inference page first"),
    # what a value has to be
    "config.type-integer": ("整数", "a whole number"),
    "config.type-number": ("数", "a number"),
    "config.type-boolean": ("true 或 false", "true or false"),
    "config.type-text": ("文字", "a text"),
    "config.type-path": ("路径", "a path"),
    "config.type-list": ("列表", "a list"),
    "config.type-section": ("一节配置", "a section"),
    "config.type-any": ("任何值", "anything"),
    "config.min": ("至少 {limit}", "at least {limit}"),
    "config.above": ("大于 {limit}", "more than {limit}"),
    "config.max": ("最多 {limit}", "at most {limit}"),
    "config.below": ("小于 {limit}", "less than {limit}"),
    "config.and": ("，", ", "),
    "config.one-of": ("{choices} 之一", "one of {choices}"),
}
