"""Sentences about programs, language data, memory, limits, the network and what is running."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "environment.programs-ok": ("ffmpeg、ffprobe 可用，语言数据齐全", "ffmpeg and ffprobe work, language data are there"),
    "environment.programs-only": ("ffmpeg、ffprobe 可用", "ffmpeg and ffprobe work"),
    "environment.ffmpeg-missing": ("找不到 {name}，读不了音频", "{name} is not found: audio cannot be read"),
    "environment.ffmpeg-windows": ("把 ffmpeg.exe 和 ffprobe.exe 放进程序目录", "Put ffmpeg.exe and ffprobe.exe into the program's folder"),
    "environment.ffmpeg-linux": ("sudo apt install ffmpeg，或 conda install -c conda-forge ffmpeg", "sudo apt install ffmpeg, or conda install -c conda-forge ffmpeg"),
    "environment.ffmpeg-macos": ("brew install ffmpeg", "brew install ffmpeg"),
    "environment.ffmpeg-broken": ("{name} 在（{file}），但运行失败：{reason}", "{name} is there ({file}) but does not run: {reason}"),
    "environment.ffmpeg-broken-advice": (
        "换一份完整的 ffmpeg：conda install -c conda-forge ffmpeg，或从 ffmpeg.org 下载",
        "Use a whole one: conda install -c conda-forge ffmpeg, or download it from ffmpeg.org",
    ),
    "environment.nltk-missing": (
        "缺少 NLTK 数据 {names}，处理英文时会现下载，连不上网就失败",
        "NLTK data are missing ({names}): they are downloaded at the first English text, and without a network it fails",
    ),
    "environment.nltk-broken": ("NLTK 数据损坏：{names}", "NLTK data are damaged: {names}"),
    "environment.nltk-advice": ("{python} -m nltk.downloader {names}，或解压到 {folder}", "{python} -m nltk.downloader {names}, or unpack them into {folder}"),
    "environment.dictionary-missing": (
        "缺少 Open JTalk 词典，处理日语时会现下载，连不上网就失败",
        "Open JTalk's dictionary is missing: it is downloaded at the first Japanese text, and without a network it fails",
    ),
    "environment.dictionary-advice": ("下载 open_jtalk_dic_utf_8-1.11.tar.gz，解压到 {folder}", "Download open_jtalk_dic_utf_8-1.11.tar.gz and unpack it into {folder}"),
    "environment.dictionary-broken": ("Open JTalk 词典不完整：{folder} 里缺 {names}", "Open JTalk's dictionary is not whole: {folder} lacks {names}"),
    "environment.dictionary-broken-advice": ("删除 {folder}，重新解压 open_jtalk_dic_utf_8-1.11.tar.gz", "Delete {folder} and unpack open_jtalk_dic_utf_8-1.11.tar.gz again"),
    "environment.language-model-missing": (
        "缺少语种识别模型 {file}，推理时会现下载，连不上网就失败",
        "The language model {file} is missing: inference downloads it, and without a network it fails",
    ),
    "environment.language-model-cut": (
        "语种识别模型 {file} 只有 {size}，没有下载完整（应为 126 MB）",
        "The language model {file} has only {size}: the download is not whole (126 MB)",
    ),
    "environment.language-model-advice": (
        "从 https://dl.fbaipublicfiles.com/fasttext/supervised-models/lid.176.bin 下载，放到 {file}",
        "Download https://dl.fbaipublicfiles.com/fasttext/supervised-models/lid.176.bin to {file}",
    ),
    "environment.machine-ok": (
        "内存 {memory}，{cores} 个处理器，共享内存、临时目录和系统限制都够用",
        "{memory} of memory, {cores} processors; shared memory, temporary files and limits will do",
    ),
    "environment.memory-small": ("内存只有 {size}，训练时容易不够", "Only {size} of memory: training may run out of it"),
    "environment.memory-small-advice": ("关掉其他程序，batch_size 设为 1，并加大虚拟内存", "End other programs, set batch_size to 1, and enlarge the swap space"),
    "environment.memory-limited": (
        "容器只许用 {size} 内存（机器有 {all}），训练会被系统杀掉",
        "The container may use {size} of memory (of {all}): the system would kill a training",
    ),
    "environment.memory-limited-advice": ("启动容器时放宽：docker run --memory=16g …", "Allow it more: docker run --memory=16g ..."),
    "environment.memory-full": ("现在只剩 {size} 空闲内存（共 {all}）", "Only {size} of {all} of memory are free at this moment"),
    "environment.memory-full-advice": ("训练前关掉占内存的程序", "End what uses it before you train"),
    "environment.page-file-none": (
        "关闭了页面文件（虚拟内存），只有 {size} 内存，训练会报 WinError 1455",
        "There is no page file, only {size} of memory: training fails with WinError 1455",
    ),
    "environment.page-file-small": (
        "页面文件固定为 {size}（内存 {all}），训练容易报 WinError 1455",
        "The page file is fixed at {size} (memory: {all}): training may fail with WinError 1455",
    ),
    "environment.page-file-advice": (
        "高级系统设置 → 性能 → 高级 → 虚拟内存：改为系统管理，或初始 16384、最大 65536 MB，然后重启",
        "Advanced system settings, Performance, Advanced, Virtual memory: let the system manage it, or set 16384 to 65536 MB, then restart",
    ),
    "environment.shared-small": ("共享内存 /dev/shm 只有 {size}，训练会卡住或报 Bus error", "/dev/shm has only {size}: training hangs or fails with a bus error"),
    "environment.shared-docker": ('启动容器时加 --shm-size=16g（compose：shm_size: "16g"）', 'Start the container with --shm-size=16g (compose: shm_size: "16g")'),
    "environment.shared-advice": ("sudo mount -o remount,size=8g /dev/shm", "sudo mount -o remount,size=8g /dev/shm"),
    "environment.shared-full": ("共享内存 /dev/shm 只剩 {size}（共 {all}）", "Only {size} of {all} of /dev/shm are free"),
    "environment.shared-full-advice": ("结束残留的训练进程，再删除 /dev/shm/torch_*", "End left-over trainers, then delete /dev/shm/torch_*"),
    "environment.files": (
        "最多只能同时打开 {count} 个文件，训练可能报 Too many open files",
        "At most {count} files may be open at once: training may fail with Too many open files",
    ),
    "environment.files-advice": ("在启动训练的终端先执行 ulimit -n 65535", "Run ulimit -n 65535 in the same terminal first"),
    "environment.tasks": (
        "最多只能有 {count} 个进程和线程，训练会报 can't start new thread",
        "At most {count} processes and threads are allowed: training fails with can't start new thread",
    ),
    "environment.tasks-advice": ("ulimit -u unlimited；容器：docker run --pids-limit=-1", "ulimit -u unlimited; in a container: docker run --pids-limit=-1"),
    "environment.address": ("进程的地址空间限制为 {size}，CUDA 和训练都会因此失败", "The address space of a process is limited to {size}: CUDA and training fail"),
    "environment.address-advice": ("ulimit -v unlimited", "ulimit -v unlimited"),
    "environment.file-size": ("单个文件不能超过 {size}，权重会写不完整", "A file may have {size} at most: weights are cut when they are written"),
    "environment.file-size-advice": ("ulimit -f unlimited", "ulimit -f unlimited"),
    "environment.temp-fails": ("临时目录 {folder} 写不进去：{reason}", "The folder for temporary files ({folder}) cannot be written to: {reason}"),
    "environment.temp-missing": ("环境变量 {name} 指向的临时目录 {folder} 不存在", "{name} names a folder for temporary files that is not there: {folder}"),
    "environment.temp-advice": ("新建 {folder} 并确认有写权限，或清除这个环境变量", "Make {folder} writable, or unset the variable"),
    "environment.temp-full": ("临时目录 {folder} 所在的盘只剩 {size}", "Only {size} are free for temporary files in {folder}"),
    "environment.temp-full-advice": ("清理磁盘，或把 TEMP（Linux：TMPDIR）指到空闲的盘", "Free some space, or point TEMP (Linux: TMPDIR) to another disk"),
    "environment.network-ok": ("端口 {ports} 都空闲，localhost 正常，没有代理干扰", "Ports {ports} are free, localhost works, no proxy is in the way"),
    "environment.port-ours": ("端口 {port} 正被 GPT-SoVITS 自己的页面使用：{owner}", "Port {port} is used by a page of GPT-SoVITS itself: {owner}"),
    "environment.port-ours-advice": (
        "页面已经开着就不用再开；要重开，先在它的窗口按 Ctrl-C",
        "If it is open, there is no need to start it again; to restart it, press Ctrl-C in its window",
    ),
    "environment.port-taken-by": ("端口 {port} 被别的程序占用：{owner}", "Port {port} is taken by another program: {owner}"),
    "environment.port-taken": ("端口 {port} 被别的程序占用", "Port {port} is taken by another program"),
    "environment.port-known": ("结束进程 {pid}，或在 config.py 里改端口", "End process {pid}, or change the port in config.py"),
    "environment.port-windows": (
        "用 netstat -ano | findstr {port} 找出进程，taskkill /f /pid 结束它，或在 config.py 里改端口",
        "Find it with netstat -ano | findstr {port}, end it with taskkill /f /pid, or change the port in config.py",
    ),
    "environment.port-unknown": ("用 lsof -i :{port} 找出它并结束，或在 config.py 里改端口", "Find it with lsof -i :{port} and end it, or change the port in config.py"),
    "environment.port-reserved": ("端口 {port} 被系统保留，不许使用", "Port {port} is reserved by the system"),
    "environment.port-reserved-advice": (
        "管理员执行 net stop winnat，启动程序后再 net start winnat；或在 config.py 里改端口",
        "As administrator: net stop winnat, start the program, net start winnat; or change the port in config.py",
    ),
    "environment.port-unclear": ("没能查出端口 {port} 是否空闲：{reason}", "It could not be found out whether port {port} is free: {reason}"),
    "environment.localhost": ("连不上 localhost：{reason}，训练一开始就会失败", "localhost cannot be reached ({reason}): training fails at its start"),
    "environment.localhost-elsewhere": (
        "localhost 指向了 {addresses}，不是 127.0.0.1，训练一开始就会失败",
        "localhost means {addresses}, not 127.0.0.1: training fails at its start",
    ),
    "environment.localhost-advice": (
        "在 hosts 文件里加一行 127.0.0.1 localhost，并关闭 VPN、TUN 代理",
        "Add the line 127.0.0.1 localhost to the hosts file, and turn off VPN and TUN proxies",
    ),
    "environment.host-name": (
        "计算机名是“{name}”，不是纯英文，训练的进程之间可能连不上",
        "The computer's name is {name}, which is not ASCII: the training's processes may not find each other",
    ),
    "environment.host-name-advice": ("设置 → 系统 → 重命名这台电脑，改成英文后重启", "Rename the computer with ASCII letters and restart"),
    "environment.proxy": (
        "设置了代理 {name}={value}，却没有把 localhost 排除在外，手动启动的推理页面和 API 会打不开",
        "{name}={value} is set without an exception for localhost: pages and APIs that are started by hand do not open",
    ),
    "environment.proxy-advice": ("启动前执行 export no_proxy=localhost,127.0.0.1,::1", "Run export no_proxy=localhost,127.0.0.1,::1 before you start"),
    "environment.proxy-windows": ("启动前执行 set no_proxy=localhost,127.0.0.1,::1", "Run set no_proxy=localhost,127.0.0.1,::1 before you start"),
    "environment.proxy-socks": (
        "代理 {value} 是 SOCKS，Python 里没有支持它的 socksio，连切分音频都会报错",
        "The proxy {value} is of type SOCKS, and socksio, which it needs, is not installed: even slicing fails",
    ),
    "environment.proxy-socks-advice": ("清除 all_proxy、http_proxy、https_proxy，或改用 http:// 代理", "Unset all_proxy, http_proxy and https_proxy, or use an http:// proxy"),
    "environment.processes-ok": ("没有残留的训练进程", "No trainer is left over from an earlier run"),
    "environment.orphans": (
        "上次训练残留了 {count} 个进程，占着 {memory} 内存：{names}",
        "{count} processes are left over from an earlier training and hold {memory} of memory: {names}",
    ),
    "environment.orphans-advice": ("结束它们再训练：{command}", "End them before you train: {command}"),
    "environment.running": ("正在运行：{names}，占着 {memory} 内存（可能还有显存）", "Running at this moment: {names}, with {memory} of memory (and perhaps of the card)"),
    "environment.running-advice": ("等它结束；若是残留的，用 {command} 结束", "Wait until it ends; if it is a left-over, end it: {command}"),
}
