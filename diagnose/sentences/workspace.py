"""Sentences about the program folder."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    # the release
    "workspace.version-ok": ("GPT-SoVITS，正在用 {version}（看 {source}）", "GPT-SoVITS, {version} in use (told by {source})"),
    "workspace.version-known": ("这份程序认识的版本：{code}", "Versions this release knows: {code}"),
    "workspace.version-unknown": ("看不出用的是哪个版本（v1…v2ProPlus），没法判断该有哪些底模", "Which version is in use cannot be told, nor which base models it needs"),
    "workspace.version-unknown-advice": (
        "补回 webui.py 和 config.py（重新解压整合包，或 git checkout）",
        "Put webui.py and config.py back (unpack the package again, or git checkout)",
    ),
    "workspace.version-too-new": ("{source} 用的是 {version}，这份程序只到 {newest}", "{source} asks for {version}, this release ends at {newest}"),
    "workspace.version-advice": (
        "更新程序到支持 {version} 的版本，或换回旧版本重新做实验",
        "Update to a release that knows {version}, or make the experiment anew with an older version",
    ),
    "workspace.program-missing": ("缺 {count} 个程序文件：{names}", "Program files missing, {count}: {names}"),
    "workspace.program-file": ("还缺 {path}", "Missing too: {path}"),
    "workspace.program-mixed": (
        "新旧版本混在一起：webui.py 认识 {version}，却没有它的文件 {names}",
        "Two releases mixed: webui.py knows {version}, whose files are missing: {names}",
    ),
    "workspace.program-newer": (
        "新旧版本混在一起：有 {version} 的文件 {names}，而 webui.py 只到 {newest}",
        "Two releases mixed: {names} came with {version}, webui.py ends at {newest}",
    ),
    "workspace.program-advice": (
        "把同一个发行版完整解压到新的空文件夹，再把 logs、*_weights*、GPT_SoVITS/pretrained_models 移过去；杀毒软件删过文件的，先加入信任",
        "Unpack one release into a new empty folder, then move logs, *_weights* and GPT_SoVITS/pretrained_models over; if an antivirus removed files, exclude the folder first",
    ),
    "workspace.runtime-leftover": ("{path} 是 Windows 整合包自带的 Python，这里用不上", "{path} is the Windows package's own Python, of no use here"),
    "workspace.runtime-leftover-advice": ("删掉 {path}，用自己的 conda 环境启动", "Delete {path} and start with your own conda environment"),
    "workspace.runtime-missing": ("{path} 里没有 python.exe，整合包没有解压完整", "{path} has no python.exe: the package was not unpacked whole"),
    "workspace.runtime-missing-advice": ("用最新的 7-Zip 重新解压整合包到新的空文件夹", "Unpack the package again with a current 7-Zip, into a new empty folder"),
    "workspace.users-pth-gone": (
        "{path} 指向不存在的文件夹 {other}，手动运行脚本会找不到 tools、text 等模块",
        "{path} leads to {other}, which is not there: scripts run by hand do not find tools, text, …",
    ),
    "workspace.users-pth-other": ("{path} 指向另一个文件夹 {other}，模块会从那里导入", "{path} leads to another folder, {other}: modules are imported from there"),
    "workspace.users-pth-advice": ("在这个文件夹里启动一次 webui.py，它会重写 {path}", "Start webui.py once in this folder: it writes {path} anew"),
    # the path
    "workspace.path-non-ascii": (
        "路径里有非英文字符“{odd}”：日语（Open JTalk）、中文（opencc）前端在 Windows 上打不开",
        "The path holds “{odd}”: on Windows the Japanese (Open JTalk) and Chinese (opencc) front ends cannot open it",
    ),
    "workspace.path-blank": ("路径里有空格：韩语前端（MeCab）在 Windows 上打不开", "The path holds blanks: on Windows the Korean front end (MeCab) cannot open it"),
    "workspace.path-bracket": ("路径里有“{odd}”，Windows 命令行会误解它", "The path holds “{odd}”, which the Windows command line takes for something else"),
    "workspace.path-shell": (
        "路径里有“{odd}”，启动训练的命令会被 shell 改写，找不到 TEMP 里的配置",
        "The path holds “{odd}”: the shell rewrites the command that starts training, and its configuration in TEMP is not found",
    ),
    "workspace.path-long": ("路径有 {count} 个字符，太长：Windows 总长超过 260 就打不开", "The path has {count} characters: files inside will pass the 260 that Windows allows"),
    "workspace.path-advice": ("把整个文件夹移到短的纯英文路径，例如 {example}", "Move the whole folder to a short path of plain letters, such as {example}"),
    "workspace.path-glob": (
        "实验名 {name} 里有 [ ] * ? 之一：SoVITS 训练找不到自己的断点，每次都从头开始",
        "The experiment's name {name} holds [ ] * or ?: SoVITS training never finds its checkpoints and always begins again",
    ),
    "workspace.path-name": ("实验名 {name} 不是纯英文，有的步骤在 Windows 上会写到别处", "The experiment's name {name} is not plain ASCII: on Windows some steps write elsewhere"),
    "workspace.experiment-name-advice": ("改用只有字母、数字、下划线的实验名，例如 {name}", "Use a name of letters, digits and underscores, such as {name}"),
    # the disk
    "workspace.disk-ok": ("磁盘剩 {free} GB", "{free} GB of disk free"),
    "workspace.disk-low": ("{path} 所在磁盘只剩 {free} GB，训练一个实验要 {low} GB 以上", "Only {free} GB free on the disk of {path}; an experiment takes {low} GB or more"),
    "workspace.disk-advice": (
        "清理空间，或勾选“只保留最新”并删掉旧的 logs/*/logs_s1*、logs_s2*",
        "Free some space, or tick “save only the latest” and delete old logs/*/logs_s1*, logs_s2*",
    ),
    "workspace.disk-unknown": ("查不到 {path} 所在磁盘的剩余空间", "The free space of the disk of {path} cannot be told"),
    "workspace.write": ("{path} 不能写入", "{path} may not be written"),
    "workspace.write-advice": (
        "给当前用户 {path} 的写权限，或把程序移到自己的文件夹（不要放在 Program Files）",
        "Give your user the right to write {path}, or move the program to a folder of your own (not Program Files)",
    ),
    "workspace.write-file": ("{path} 应该是文件夹，现在是个文件，步骤建不了文件夹", "{path} should be a folder and is a file: the steps cannot make it"),
    "workspace.write-file-advice": ("把 {path} 改名或移走", "Rename {path} or move it away"),
    # pretrained files
    "workspace.pretrained-ok": ("{version} 的底模 {count} 个文件都在（{size} GB）", "The {count} pretrained files of {version} are there ({size} GB)"),
    "workspace.pretrained-nothing": ("{version} 的底模一个也没有（缺 {count} 个文件）", "None of the pretrained files of {version} is there ({count} missing)"),
    "workspace.pretrained-missing": ("缺少 {path}", "{path} is missing"),
    "workspace.pretrained-empty": ("{path} 是空文件（0 字节）", "{path} is empty (0 bytes)"),
    "workspace.pretrained-lfs": ("{path} 只是 Git LFS 指针（{size}），不是模型", "{path} is a Git LFS pointer ({size}), not the model"),
    "workspace.pretrained-html": ("{path} 是一个网页（{size}），下载时存下了错误页面", "{path} is a web page ({size}): the download saved an error page"),
    "workspace.pretrained-text": ("{path} 是一段文字（{size}），不是模型", "{path} is a text ({size}), not the model"),
    "workspace.pretrained-hidden": ("{path} 是 macOS 的附属文件（{size}），不是模型", "{path} is a companion file of macOS ({size}), not the model"),
    "workspace.pretrained-zeros": (
        "{path} 开头全是 0（{size}）：下载占了位置，内容没写进来",
        "{path} begins with zeros ({size}): the download reserved the space and never filled it",
    ),
    "workspace.pretrained-truncated": ("{path} 不完整（{size}，结尾缺失）", "{path} is cut ({size}, its end is missing)"),
    "workspace.pretrained-tagged": ("{path} 开头是版本标记：这是训练出来的权重，不能当底模", "{path} begins with a version tag: these are fine-tuned weights, not a base model"),
    "workspace.pretrained-small": ("{path} 只有 {size}，应在 {low} 到 {high} 之间", "{path} has only {size}, expected {low} to {high}"),
    "workspace.pretrained-large": ("{path} 有 {size}，应在 {low} 到 {high} 之间", "{path} has {size}, expected {low} to {high}"),
    "workspace.pretrained-folder": ("{path} 应该是文件，现在是文件夹", "{path} should be a file and is a folder"),
    "workspace.pretrained-other": ("{path} 不是它该有的格式（{size}）", "{path} is not of the format it should have ({size})"),
    "workspace.pretrained-unreadable": ("{path} 读不了，没法检查", "{path} cannot be read, so it was not checked"),
    "workspace.pretrained-unreadable-advice": ("给当前用户 {path} 的读权限", "Give your user the right to read {path}"),
    "workspace.pretrained-download": (
        "重新下载到 {folder}：huggingface.co/lj1995/GPT-SoVITS（国内：modelscope.cn 的 XXXXRT/GPT-SoVITS-Pretrained）；整合包就重新完整解压",
        "Download it again into {folder}: huggingface.co/lj1995/GPT-SoVITS (in China: XXXXRT/GPT-SoVITS-Pretrained on modelscope.cn); with the Windows package, unpack it again",
    ),
    "workspace.pretrained-g2pw": (
        "中文才需要：下载 XXXXRT/GPT-SoVITS-Pretrained 里的 G2PWModel.zip（huggingface.co 或 modelscope.cn），解压成 {folder}",
        "Only Chinese needs it: download G2PWModel.zip of XXXXRT/GPT-SoVITS-Pretrained (huggingface.co or modelscope.cn) and unpack it as {folder}",
    ),
    "workspace.pretrained-compare": ("确认 {path} 是官方文件，不确定就重新下载", "Make sure that {path} is the published file; if in doubt, download it again"),
    "workspace.pretrained-downloading": ("旁边有没下完的 {path}", "There is an unfinished download: {path}"),
    "workspace.pretrained-astray": ("同名文件在 {path}，移到 {folder} 就行", "A file of that name lies at {path}: move it to {folder}"),
    "workspace.pretrained-taken-for": ("1Ac 按大小（{size}）会把 {path} 当成 {version}", "Step 1Ac takes {path} for {version} by its size ({size})"),
    "workspace.pretrained-unused": ("{versions} 才用它，现在用的是 {version}", "Only {versions} needs it; {version} is in use"),
    # products of the preparation
    "workspace.experiment-none": ("logs 里还没有实验", "There is no experiment in logs yet"),
    "workspace.experiment-unprepared": ("实验 {name} 还没有任何预处理产物", "The experiment {name} has no prepared data at all"),
    "workspace.artefact-ok": ("实验 {name}：{parts} 项产物齐全，可训练 {count} 条", "Experiment {name}: {parts} products are whole, {count} clips to train on"),
    "workspace.artefact-missing": ("缺少 {path}（{step} 没有做成）", "{path} is missing (step {step} did not make it)"),
    "workspace.artefact-empty": ("{path} 是空的（{step} 一条也没有做成）", "{path} is empty (step {step} made nothing)"),
    "workspace.artefact-not-yet": ("还没有 {path}（{step} 没做过）", "There is no {path} yet (step {step} was not run)"),
    "workspace.artefact-not-yet-advice": ("训练前先做 {step}", "Run step {step} before training"),
    "workspace.artefact-advice": ("重新做 {step}，看控制台里每一条的报错", "Run step {step} again and read the errors it prints for each clip"),
    "workspace.artefact-encoding": ("{path} 不是 UTF-8（第 {line} 行）", "{path} is not UTF-8 (line {line})"),
    "workspace.artefact-encoding-advice": ("把 {path} 另存为 UTF-8，或删掉后重做 {step}", "Save {path} as UTF-8, or delete it and run step {step} again"),
    "workspace.artefact-bom": ("{path} 开头有 BOM，第一条会被丢掉", "{path} begins with a byte order mark: its first clip is lost"),
    "workspace.artefact-bom-advice": ("把 {path} 另存为不带 BOM 的 UTF-8", "Save {path} as UTF-8 without a byte order mark"),
    "workspace.artefact-columns": (
        "{path} 有 {count} 行不是 4 列（先看第 {line} 行），训练会悄悄跳过",
        "{path} has {count} lines that are not four columns (first: line {line}); training drops them in silence",
    ),
    "workspace.artefact-columns-advice": ("删掉 {path} 后重做 {step}，不要手工改", "Delete {path} and run step {step} again; do not edit it by hand"),
    "workspace.artefact-header": ("{path} 少了表头，第一条会被当成表头丢掉", "{path} has no header: its first clip is taken for one and lost"),
    "workspace.artefact-header-advice": ("删掉 {path} 后重做 {step}", "Delete {path} and run step {step} again"),
    "workspace.artefact-no-tokens": (
        "{path} 有 {count} 行没有语义 token（先看第 {line} 行），GPT 训练会中断",
        "{path} has {count} lines without semantic tokens (first: line {line}); GPT training dies of them",
    ),
    "workspace.artefact-no-tokens-advice": ("删掉 {path} 后重做 {step}", "Delete {path} and run step {step} again"),
    "workspace.artefact-cut": ("{path} 里有 {count} 个空的或不完整的文件，例如 {name}", "{path} holds {count} empty or cut files, such as {name}"),
    "workspace.artefact-cut-advice": (
        "删掉这些文件（例如 {path}/{name}）后重做 {step}：已有的文件会被跳过，不会重写",
        "Delete them (such as {path}/{name}) and run step {step} again: files that exist are skipped, not rewritten",
    ),
    "workspace.artefact-wav-header": ("{path} 里有 {count} 个文件不是 32 kHz 的 wav，例如 {name}", "{path} holds {count} files that are not wav of 32 kHz, such as {name}"),
    "workspace.artefact-wav-header-advice": (
        "这个文件夹由 {step} 生成，不要手工放音频；删掉 {path} 和 4-cnhubert 后重做 {step}",
        "Step {step} makes this folder, put no audio there by hand; delete {path} and 4-cnhubert and run step {step} again",
    ),
    "workspace.artefact-kind": ("{path} 的类型不对（文件成了文件夹，或反过来）", "{path} is of the wrong kind (a folder for a file, or the reverse)"),
    "workspace.artefact-kind-advice": ("把 {path} 移走，重做 {step}", "Move {path} away and run step {step} again"),
    "workspace.artefact-unreadable": ("{path} 读不了，没法检查", "{path} cannot be read, so it was not checked"),
    "workspace.artefact-unreadable-advice": ("给当前用户 {path} 的读权限", "Give your user the right to read {path}"),
    "workspace.names-none": ("实验 {name} 的各项产物没有一条对得上（共 {all} 个名字）", "No clip of the experiment {name} is in all of its products ({all} names)"),
    "workspace.names-some": (
        "实验 {name} 有 {count} 条产物不全（{common} 条齐全），训练会悄悄丢掉它们",
        "{count} clips of the experiment {name} lack a product ({common} are whole); training drops them in silence",
    ),
    "workspace.names-lacking": ("{path} 缺 {count} 条：{names}", "{path} lacks {count}: {names}"),
    "workspace.names-advice": (
        "从缺的那一步起重做（1Aa、1Ab、1Ac 用同一份 .list）；换过数据就用新的实验名",
        "Run again from the step that lacks them (1Aa, 1Ab, 1Ac with the same .list); for other data use a new experiment name",
    ),
    "workspace.clips-s2": (
        "实验 {name} 只剩 {count} 条能训练 SoVITS（{all} 条里有 {outside} 条不在 0.6～54 秒），至少要 2 条",
        "{count} clips of the experiment {name} are left for SoVITS training ({outside} of {all} are not 0.6 to 54 s long); it needs 2",
    ),
    "workspace.clips-s1": (
        "实验 {name} 没有一条能训练 GPT：{all} 条都太长，或语速不在每秒 3～25 个音素",
        "No clip of the experiment {name} is left for GPT training: all {all} are too long, or not at 3 to 25 phonemes a second",
    ),
    "workspace.clips-advice": ("重新切分音频（3～10 秒一条），核对标注文本，再重做 1A", "Slice the audio again (3 to 10 seconds), check the transcript, then run 1A again"),
    "workspace.bert-stale": ("{path} 里有 {count} 条特征和现在的文本对不上：{names}", "{path} holds features of {count} clips that do not fit the text of today: {names}"),
    "workspace.bert-stale-advice": ("删掉 {path} 和 {folder}/2-name2text*.txt，重做 1Aa", "Delete {path} and {folder}/2-name2text*.txt, then run 1Aa again"),
    "workspace.bert-none": ("{path} 里没有特征：GPT 训练照样能跑，但中文效果会变差", "{path} holds no features: GPT training runs all the same, and learns Chinese less well"),
    "workspace.bert-lacking": ("{path} 缺 {count} 条中文的特征：{names}", "{path} lacks features of {count} Chinese clips: {names}"),
    "workspace.bert-lacking-advice": (
        "点 1Aa 自己的按钮重做（一键三连会跳过它），看控制台里每一条的报错",
        "Run 1Aa by its own button (the one for all three skips it) and read the errors it prints for each clip",
    ),
    # part files
    "workspace.leftover-merged": ("残留的分片 {path}：内容已经都在 {merged} 里", "{path} was left over: all its lines are in {merged}"),
    "workspace.leftover-older": ("残留的分片 {path}：比 {merged} 还旧", "{path} was left over: it is older than {merged}"),
    "workspace.leftover-empty": ("残留的分片 {path}：里面什么也没有", "{path} was left over: there is nothing in it"),
    "workspace.leftover-unproven": ("分片 {path} 没有合并：{step} 还在运行，或中途停了", "{path} was not merged: step {step} is running, or was ended"),
    "workspace.leftover-why": (
        "只要它在，{step} 就什么也不做并正常结束，网页再把它的旧内容合并进去",
        "While it is there, step {step} does nothing and ends as if all were well; the web UI then merges its old lines",
    ),
    "workspace.leftover-advice": ("把 {path} 移走再做 {step}", "Move {path} away before step {step}"),
    "workspace.leftover-unproven-advice": ("确认 {step} 没在运行，再移走 {path} 重做 {step}", "Make sure that step {step} is not running, then move {path} away and run it again"),
    # what training wrote
    "workspace.weights-ok": ("训练好的权重 {count} 个，都能读", "{count} trained weights, all readable"),
    "workspace.weights-advice": (
        "删掉 {path}，推理时选别的轮次；需要它就继续训练一轮重新保存",
        "Delete {path} and choose another epoch; if you need it, train one more epoch so that it is saved again",
    ),
    "workspace.weights-new": ("{path} 是更新的版本训练的，这份程序（到 {code}）读不了", "{path} was trained with a newer release; this one (up to {code}) cannot read it"),
    "workspace.weights-new-advice": ("更新 GPT-SoVITS 再用这份权重", "Update GPT-SoVITS to use these weights"),
    "workspace.checkpoint-s2": (
        "最新断点 {path}（{size}）读不了：SoVITS 训练会不声不响地从头开始",
        "The newest checkpoint {path} ({size}) cannot be read: SoVITS training begins again without a word",
    ),
    "workspace.checkpoint-s1": ("最新断点 {path}（{size}）读不了：GPT 训练一启动就报错", "The newest checkpoint {path} ({size}) cannot be read: GPT training dies at its start"),
    "workspace.checkpoint-pair-advice": (
        "把它和配对的 {other} 一起删掉：有更早的一对就从那里接着练，没有就从头",
        "Delete it together with its partner {other}: training goes on from an earlier pair, or begins again where there is none",
    ),
    "workspace.checkpoint-advice": (
        "删掉 {path}：有更早的断点就从那里接着练，没有就从头",
        "Delete {path}: training goes on from an earlier one, or begins again where there is none",
    ),
    "workspace.saved": (
        "{name} 的 {kind} 训练存了 {count} 个断点，{folder} 里却没有它的权重",
        "{kind} training of {name} kept {count} checkpoints, and {folder} has no weights of it",
    ),
    "workspace.saved-advice": (
        "勾选“每次保存时把小模型存到 weights”，保存间隔不要大于总轮数，再多训练一轮",
        "Tick “save the small weights each time”, let the interval be no larger than the epochs, and train one epoch more",
    ),
    "workspace.weight-json": ("weight.json 的 {entry} 指向不存在的 {path}", "weight.json: {entry} names {path}, which is not there"),
    "workspace.weight-json-advice": ("删掉 weight.json（推理页会重建），或把权重放回原处", "Delete weight.json (the inference page makes it anew), or put the weights back"),
    "workspace.weights-folder": ("没有 {path}，权重会存不下来", "{path} is missing: weights cannot be saved"),
    "workspace.weights-folder-advice": ("新建文件夹 {path}，或启动一次 webui.py", "Make the folder {path}, or start webui.py once"),
    "workspace.stray": ("{path}（{size}）是没能移进权重文件夹的模型，共 {count} 个", "{path} ({size}) is a model that never reached its folder; there are {count}"),
    "workspace.stray-advice": (
        "它是完整的就改名放进 SoVITS_weights*/GPT_weights*，否则删掉",
        "If it is whole, rename it and put it into SoVITS_weights*/GPT_weights*; else delete it",
    ),
}
