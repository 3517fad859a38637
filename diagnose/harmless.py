"""What looks private and is not: versions, words of code, public hosts and accounts, ordinary numbers.

A check is given the match, the kind of the group and its value; it says whether that is private after all.
"""

from __future__ import annotations

import re
from typing import FrozenSet, Match

from diagnose.late import late

KINDS = ("user", "host", "email", "secret", "ip", "mac", "phone", "identity", "account", "device", "company", "path", "link")
"""What can be hidden; also the words of the placeholders."""
PLACEHOLDER = late(rf"<(?:{'|'.join(KINDS)})(?:-\d{{1,6}})?>")


def _words(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


ORDINARY = _words(
    "admin administrator anaconda anaconda3 audio backup build class cloud cluster code computer conda config cuda data debian default desktop dell developer docker"
    " deploy documents downloads error export exports files folder gpt-sovits gptsovits gradio guest home import input intel lab laptop linux local logs machine macbook media mini"
    " miniconda miniconda3 model models module modules music nvidia numpy office output owner package packages pictures print private program project projects public python"
    " python3 pytorch research root runner runtime sample scripts server share shared sovits source speech spawn station student system system32 temp test tests text"
    " tools torch train training trainer transformers ubuntu unknown user username users utils value venv venvs version videos virtual voice webui wheel win10 win11 windows"
    " work worker workspace workstation dev bin lib etc var proc run env envs src app apps api web asr tts all new old amd mac imac box book gpu"
    " one cpu mnt opt usr tmp raw wsl vits"
    " 用户 管理员 电脑 桌面 文档 下载 默认 训练 语音 模型 测试 公用 音频 数据 项目 我的 共享 工作 软件 文件 错误"
)
"""Accounts and machines may be called by words that any log holds: these are hidden only where a name is meant."""

_PUBLIC_USERS = _words(
    "root conda builder administrator admini~1 public shared guest nobody runner runneradmin containeradministrator jovyan linuxbrew git cdrom floppy"
    " users staff wheel default defaultuser0 default.migrated username self.username args.username"
) | {"default user", "all users"}
_PUBLIC_HOSTS = late(
    r"(?:^|\.)(?:huggingface\.co|hf\.co|hf-mirror\.com|hf\.space|github\.(?:com|io)|githubusercontent\.com|ghcr\.io|gitlab\.com|gitee\.com|modelscope\.(?:cn|ai)|pytorch\.org"
    r"|py[a-z]{2,13}\.org|anaconda\.(?:com|org)|conda\.io|nvidia\.com|docker\.(?:com|io|internal)|gcr\.io|quay\.io|gradio\.app|google\.com|googleapis\.com"
    r"|baidu\.com|aliyun\.com|aliyuncs\.com|tencent\.com|qq\.com|bilibili\.com|tsinghua\.edu\.cn|ustc\.edu\.cn|ubuntu\.com|microsoft\.com"
    r"|apple\.com|stackoverflow\.com|readthedocs\.io|wandb\.ai|openai\.com|anthropic\.com|tensorflow\.org|kaggle\.com|autodl\.com|nltk\.org|stanford\.edu|upenn\.edu)$|^mirrors?\."
)
_PLAIN_HOSTS = _words("localhost host hostname server proxy api example none null true false unknown desktop self wsl wsl$ wsl.localhost localhost.localdomain your-host redis db")
_PRIVATE_DOMAIN = late(
    r"\.(?:local|localdomain|lan|lab|internal|intranet|corp|private|home|home\.arpa|domain|cluster|workgroup|ts\.net|synology\.me|myds\.me|duckdns\.org|ddns\.net|dyndns\.org)$"
)
_MACHINE = late(
    r"(?:gpu|node|nas|srv|server|desktop|laptop|login|hpc|cluster|vpn|dgx|worker|pc|workstation|vm|compute|corp|intra\w{0,9}|nexus|artifactory|harbor|gitlab|jenkins|minio|nfs|proxy)"
    r"(?:[\d_-][\w-]{0,20})?$"
)
_FILE = late(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|wav|mp3|flac|mp4|py[cdi]?|so|dll|exe|js|ts|css|json|ya?ml|txt|log|pth|ckpt|pt|zip|whl|gz|html?|dylib|toml|sh|bat|list)$", re.IGNORECASE
)
_UNSAID = late(
    r"(?:none|null|nil|true|false|undefined|optional|any|str|string|bytes|bool|int|float|dict|list|union|secretstr|required|field|invalid|incorrect|wrong|missing|empty"
    r"|must|is|not|for|set|unset|the|a|an|and|or|was|yes|no|na|n/a|env|空.*|错误.*|不.*|必.*"
    r"|\W*|x{2,}|\*+.{0,4}|\.{2,}|\[?(?:redacted|masked|hidden|filtered)\]?|your[\w-]*|<[\w -]*>?|\[\w*\]?|[${].*|%(?:s|\(.*|\w+%))$",
    re.IGNORECASE,
)
_CODE = late(
    r"(?:(?:self|cls|os|sys|args|opts?|cfg|config|settings|kwargs|params|hps|options|request|environ|getpass|secrets|conf)[.\[(].*"
    r"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[\[(].*|\w*(?:token|secret|password|passwd|api_?key|credential)\w*)$",
    re.IGNORECASE,
)
_TRADE_KEY = late(
    r"(?:^|[_.])(?:pad|eos|bos|unk|sep|cls|mask|image|audio|text|special|max|min|num|new|primary|foreign|sort|cache|row|index|stop|start|end|first|last|next|registry)[_-](?:token|key)s?$|^hkey",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = late(
    r"(?:://|@|\[|<|\('|(?:(?:\b|_)(?:ip|addr(?:s|ess|esses)?|host(?:name)?|client|peer|server|remote|from|to|at|via|on|connect(?:ed|ing)?|ping|by|inet|for|listen(?:ing)?|tcp|udp|dns|gateway|ssh|rhost|src|dst)"
    r"|(?:地址|来自|连接|服务器|公网))['\"]?\s{0,3}[:=：]?\s{0,3}['\"(\[]?)$",
    re.IGNORECASE,
)
_ADDRESS_AFTER = late(r":\d{1,5}(?!\d)|\]:\d|',\s?\d{1,5}\)|/\d{1,2}\b| - - \[| port \d")
_VERSION_BEFORE = late(r"(?:[=<>!~]=|[<>]=?|\bv|[-_/+]|version(?:[ :=(]|\s*is\s)*['\"]?|(?<!\d)\d:)\s?$", re.IGNORECASE)
_VERSION_AFTER = late(r"-\w|\+\w|_|\.(?:dll|so|tar|whl|zip|exe)")
_AMOUNT_BEFORE = late(
    r"(?:bytes?|size|total|memory|alloc\w*|offset|limit|free|used|numel|seed|pid|time\w*|count|shape|capacity|step|reserved|len(?:gth)?|avail\w*|max|min|sum|required?|request\w*|need\w*|peak|cached?"
    r"|disk|space|quota|of|got|expected|download\w*|content)\W{0,6}$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = late(r"\s*(?:bytes?|[KMGi]*B\b|字节|param|个|elements|tokens|ns|us)|\s*\*|\)?,? \d|/\d")


def name(match: Match[str], kind: str, value: str) -> bool:
    """What is asked of a user or a host; all other kinds are private as they stand."""
    word = value.casefold()
    if kind == "user":
        return word not in _PUBLIC_USERS and not _UNSAID.match(value)
    if kind == "host":
        return word not in _PLAIN_HOSTS and not word.startswith("0x") and re.search(r"[^\W\d]", word) is not None and not _PUBLIC_HOSTS.search(word)
    return True


def host(match: Match[str], kind: str, value: str) -> bool:
    """Hosts that an address names are private when they look like a private machine."""
    word = value.rstrip(".").casefold()
    if kind != "host":
        return name(match, kind, value)
    if word in _PLAIN_HOSTS or not re.search("[a-z]", word) or _PUBLIC_HOSTS.search(word):
        return False
    labels = word.split(".")
    academic = len(labels) > 2 and labels[0] != "www" and re.search(r"\.(?:edu|ac)(?:\.[a-z]{2})?$", word) is not None
    return len(labels) == 1 or academic or _PRIVATE_DOMAIN.search(word) is not None or any(map(_MACHINE.match, labels[:-2]))


def bare_host(match: Match[str], kind: str, value: str) -> bool:
    """Dotted names in running text are mostly Python's: a machine's has a digit or a hyphen."""
    return re.search(r"[\d-]", value) is not None and host(match, kind, value)


def share(match: Match[str], kind: str, value: str) -> bool:
    """A folder of another machine; Windows reaches its Linux in the same way."""
    machine = match["host"] or match["host2"]
    return machine.casefold() not in _PLAIN_HOSTS and (kind != "host" or name(match, kind, value))


def home(match: Match[str], kind: str, value: str) -> bool:
    """No file of a folder that happens to be called home."""
    return name(match, kind, value) and (match.string[match.end() : match.end() + 1] in ("/", "\\") or not _FILE.search(value))


def person(match: Match[str], kind: str, value: str) -> bool:
    """The value of a key that is an account's name; source code has such keys without telling one."""
    return name(match, kind, value) and not _CODE.match(value) and not re.match(r"(?:self|args|cfg|config|request)\.|\w*user(?:_?name)?$", value, re.IGNORECASE)


def email(match: Match[str], kind: str, value: str) -> bool:
    """Neither git's account, nor a package with its version, nor an image for fine screens."""
    domain = re.split("[@＠]|%40", value)[-1]
    return not value.startswith("git@") and not re.match(r"\d+\.\d", domain) and not _FILE.search(domain)


def told(value: str) -> bool:
    """Whether the value of a key such as `password` tells one, and is no word of code or of an error message."""
    return not (_UNSAID.match(value) or _CODE.match(value) or PLACEHOLDER.match(value))


def looks_random(value: str) -> bool:
    """Letters and digits mixed, at least eight, no path and no file."""
    mixed = len(value) >= 8 and re.search(r"\d", value) is not None and re.search("[A-Za-z]", value) is not None
    return mixed and not re.search(r"[/\\]\w*[/\\.]|\s", value) and not _FILE.search(value)


def header(match: Match[str], kind: str, value: str) -> bool:
    """Behind `Authorization:` all is secret; `Basic authentication` alone is no header."""
    named = "uthorization" in match[0].partition(value)[0] or "AUTHORIZATION" in match[0]
    return (named and told(value)) or looks_random(value) or value.endswith("=")


def keyed(match: Match[str], kind: str, value: str) -> bool:
    """The value of a key that is surely a secret's; source code has such keys without telling one."""
    folder = match["key"][-3:].casefold() == "pwd" and re.match(r"[/~.]|[A-Za-z]:[\\/]|\d+$", value)
    if folder or not told(value):
        return False
    if match["quote"] or not value.isidentifier() or not value.isascii() or re.search(r"\d", value):
        return True
    before, after = match.string[: match.start("key")][-1:], match.string[match.end() :][:1]
    called = before in ("(", " ") and after in (")", ",") and match["sep"] == "="
    return not called and match["sep"] != " = "


def weakly_keyed(match: Match[str], kind: str, value: str) -> bool:
    """The value of a key that is a secret's when it looks like one."""
    return not _TRADE_KEY.search(match["key"]) and looks_random(value) and told(value)


def environment(match: Match[str], kind: str, value: str) -> bool:
    """The value of a variable; some name a file."""
    number = value.isdigit() and len(value) < 6
    return told(value) and not number and not _TRADE_KEY.search(match["key"]) and not re.match(r"[/~.\\]|[A-Za-z]:[\\/]", value)


def option(match: Match[str], kind: str, value: str) -> bool:
    """The value of a command's option."""
    return told(value) and not value.isdigit() and not _FILE.search(value) and not _TRADE_KEY.search(match["key"].replace("-", "_"))


def query(match: Match[str], kind: str, value: str) -> bool:
    """The value of a parameter in a URL."""
    return told(value) and (looks_random(value) or re.search(r"(?:key|token|pass\w*|secret)=", match[0], re.IGNORECASE) is not None)


def cookie(match: Match[str], kind: str, value: str) -> bool:
    return re.search(r"[({]", value[:100]) is None


def digits(match: Match[str], kind: str, value: str) -> bool:
    """Serial numbers and the like have digits, words behind the same keys have none."""
    return re.search(r"\d", value) is not None


def mixed(match: Match[str], kind: str, value: str) -> bool:
    """Letters and digits, and no number with its unit."""
    return re.search(r"\d", value) is not None and re.search("[A-Za-z]", value) is not None and re.fullmatch(r"-?[\d.]+[A-Za-z]{0,3}", value) is None


def account(match: Match[str], kind: str, value: str) -> bool:
    """A word behind the service's name needs a sign that it is a name."""
    return re.search(r"[\d_:：=号是-]", match[0]) is not None and not _CODE.match(value)


def machine(match: Match[str], kind: str, value: str) -> bool:
    """The value of a key that is a machine's name; source code has such keys without telling one."""
    return name(match, kind, value) and not _CODE.match(value) and not re.match(r"(?:socket|platform|self|args|cfg|config|os)\.|\w*host\w*$", value)


def company(match: Match[str], kind: str, value: str) -> bool:
    return value.casefold() != "personal"


def address(match: Match[str], kind: str, value: str) -> bool:
    """Four numbers that are an address of the world, and no version."""
    parts = value.split(".")
    first, second = int(parts[0]), int(parts[1])
    if any(int(part) > 255 or (part[0] == "0" and part != "0") for part in parts) or first in (0, 10, 127) or first >= 224:
        return False
    if (first, second) in ((192, 168), (169, 254), (198, 18)) or (first == 172 and 16 <= second < 32) or (first == 100 and 64 <= second < 128):
        return False
    before, after = match.string[max(0, match.start() - 24) : match.start()], match.string[match.end() : match.end() + 10]
    if _ADDRESS_BEFORE.search(before) or _ADDRESS_AFTER.match(after):
        return not re.search(r"(?:[=<>!~]=|[-_+]|\bv)$", before)
    return first >= 20 and parts[3] != "0" and not _VERSION_BEFORE.search(before) and not _VERSION_AFTER.match(after)


def long_address(match: Match[str], kind: str, value: str) -> bool:
    """An IPv6 address of the world, or a link's that was made of a MAC address."""
    halves = value.split("::")
    groups = [group for half in halves for group in half.split(":") if group]
    whole = (len(halves) == 1 and len(groups) == 8 and value.count(":") == 7) or (len(halves) == 2 and len(groups) <= 7)
    return whole and (value[0] in "23" or "ff:fe" in value.casefold())


def hardware(match: Match[str], kind: str, value: str) -> bool:
    """Six pairs of digits that are parted by hyphens may be a time."""
    if value.replace(":", "").replace("-", "").casefold() in ("0" * 12, "f" * 12):
        return False
    named = re.search(r"(?:mac|物理地址|physical address)[\W\w]{0,20}$", match.string[max(0, match.start() - 40) : match.start()], re.IGNORECASE)
    return ":" in value or named is not None or re.search("[A-Fa-f]", value) is not None


def phone(match: Match[str], kind: str, value: str) -> bool:
    """Eleven digits may be an amount of bytes."""
    before, after = match.string[max(0, match.start() - 24) : match.start()], match.string[match.end() : match.end() + 12]
    return not value.isdigit() or not (_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after))
