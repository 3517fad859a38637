"""Are the data there that language packages would download at first use?"""

import os
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, List

RESOURCES = {
    "averaged_perceptron_tagger": "taggers",
    "averaged_perceptron_tagger_eng": "taggers",
    "cmudict": "corpora",
}
"""NLTK's, with the folder of each."""
DICTIONARY_FILES = ("sys.dic", "matrix.bin", "char.bin", "unk.dic")


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """For each resource `ok`, `broken` or empty, and where NLTK would put it."""
    return {"nltk": {name: _resource(name, folder) for name, folder in RESOURCES.items()}, "nltk_folder": str(Path(sys.prefix) / "nltk_data"), "dictionary": _dictionary()}


def _nltk_folders() -> List[Path]:
    given = [Path(entry) for entry in os.environ.get("NLTK_DATA", "").split(os.pathsep) if entry]
    own = [Path(sys.prefix) / inner for inner in ("nltk_data", "share/nltk_data", "lib/nltk_data")]
    home = [Path(os.path.expanduser("~")) / "nltk_data"]  # noqa: PTH111 (Path.home raises where there is none)
    if os.name == "nt":
        common = [Path(drive + ":/nltk_data") for drive in "CDE"] + [Path(os.environ["APPDATA"]) / "nltk_data"] * ("APPDATA" in os.environ)
    else:
        common = [Path(place) for place in ("/usr/share/nltk_data", "/usr/local/share/nltk_data", "/usr/lib/nltk_data", "/usr/local/lib/nltk_data")]
    return given + home + own + common


def _resource(name: str, folder: str) -> str:
    state = ""
    for top in _nltk_folders():
        try:
            inside = top / folder / name
            if inside.is_dir() and any(inside.iterdir()):
                return "ok"
            packed = top / folder / (name + ".zip")
            if packed.is_file():
                if zipfile.is_zipfile(str(packed)):
                    return "ok"
                state = "broken"
        except OSError:
            continue
    return state


def _dictionary() -> Dict[str, Any]:
    """Open JTalk's dictionary; `needed` when pyopenjtalk is there."""
    spec = find_spec("pyopenjtalk")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ()) if spec] if spec else []
    given = os.environ.get("OPEN_JTALK_DICT_DIR")
    places = [Path(given)] if given else []
    for folder in folders:
        places += sorted(folder.glob("open_jtalk_dic*")) + [folder / "dictionary"]
    missing: List[str] = []
    for place in places:
        if place.is_dir():
            missing = [name for name in DICTIONARY_FILES if not (place / name).is_file() or not (place / name).stat().st_size]
            if not missing:
                return {"needed": True, "state": "ok", "folder": str(place)}
            return {"needed": True, "state": "broken", "folder": str(place), "missing": missing}
    return {"needed": bool(folders), "state": "", "folder": str(folders[0]) if folders else ""}
