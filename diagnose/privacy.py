"""How private things are written in logs, and keys above all; persons and machines stand in `identities`.

A pattern names what is to be hidden by its groups (`user`, `host`, `secret`, …; digits at the end tell several of a kind
apart). Repetitions are bounded and begin at the start of a word, so that no text makes them run away.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Callable, Match, Pattern, Tuple

from diagnose import harmless as check
from diagnose.late import late

Check = Callable[[Match[str], str, str], bool]


@dataclass(frozen=True)
class Private:
    """One way in which something private is written."""

    hints: Tuple[str, ...]
    """One of these, in lower case, stands in every text that the pattern can match; none: any text may. Patterns whose hints are
    seldom seen are seldom compiled: most take longer to compile than to search a report."""
    text: str
    """The pattern, verbose."""
    check: Check
    """Whether a group (the match, its kind, its value) is private after all."""

    @functools.cached_property
    def pattern(self) -> Pattern[str]:
        """Compiled when a hint was seen: all of them together take as long as the rest of a diagnosis."""
        return re.compile(self.text, re.VERBOSE)


def private(hints: str, pattern: str, is_private: Check = check.name) -> Private:
    """`hints` are separated by blanks; a blank in a hint is written as ␣."""
    return Private(tuple(hint.replace("␣", " ") for hint in hints.split()), pattern, is_private)


LABELS = r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,6}"
"""A host's name, with its domain or without."""
SCHEME = r"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}://"
"""How an address begins."""
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

_TOLD, _TOLD_TOO = (rf"(?:<[a-z]{{2,8}}(?:-\d{{1,6}})?>|[^\s/{more}?\#'\"<>])" for more in ("@:", ""))  # before the @ of a URL; a part may be hidden already
_EQUALS = r"\\?['\"]?(?P<sep>[ \t]{0,3}(?:=>|:=|[:=：])[ \t]{0,3}|(?<=[码令钥牌])[是为])(?:[bruf](?=['\"]))?"
_VALUE = (
    r"(?:\\?\"(?P<secret>[^\"\\\n]{1,4096})|\\?'(?P<secret2>[^'\\\n]{1,4096})|(?P<secret3>(?:[^\s\"'&;,)}\]|\\]|\\(?![nrt\"'\\])){1,4096}))"
    r"(?P<quote>\\?['\"])?"
)
_SECRET_WORDS = (
    r"passwords?|passwd|pwd|passphrase|passcode|secret[_ -]?(?:access[_ -]?)?key|(?:client|app|consumer|channel)[_ -]?secret|api[_ -]?key(?:[ ]provided)?"
    r"|access[_ -]?key(?:[_ -]?(?:id|secret))?|(?:account|private|encryption|signing|subscription|shared|sharedaccess|license|auth)[_ -]?key(?:[_-]?id)?|authtoken"
    r"|(?:access|auth|api|bearer|refresh|session|secret|hf|hub|bot|private|github|gitlab|wandb|modelscope|ngrok|personal|sdk|jupyter|security|csrf|xsrf|login|deploy)[_ -]?token"
    r"|sessdata|bili_jct|(?:php|j)?sess(?:ion)?id|_xsrf|connection[_-]?string|密码|口令|密钥|令牌"
)

KEYS = (
    private(
        "-----begin",
        r"(?P<secret>-----BEGIN[ ][A-Z0-9 ]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----[\w\s+/=:.,;\\()]{0,20000}(?:-----END[ ][A-Z0-9 ]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----)?)",
    ),
    private(
        "aaaa", r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{1,20}|sk-[\w-]{1,30}@openssh\.com)[ ](?P<secret>AAAA[\w+/=]{20,8000}(?:[ ][^\s@]{1,64}@[^\s@]{1,255})?)"
    ),
    private("sha256: :", r"(?<!\w)(?:SHA256:(?P<device>[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/=])|(?<!:)(?P<device2>[0-9a-f]{2}(?::[0-9a-f]{2}){15})(?![\w:]))"),
    private(
        "hook /bot day.app ifttt",
        r"(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/|api\.day\.app/"
        r"|webhook\.office\.com/webhookb2/|maker\.ifttt\.com/trigger/|api\.telegram\.org/bot|/webhooks?/(?=[\w-]{16}))(?P<secret>[\w:@./-]{8,400})",
    ),
    private(
        ".gradio. .ngrok .trycloudflare .seetacloud .cpolar .loca.lt .runpod .colab .gpuhub .lhr.life .natapp",
        r"(?<![\w.-])(?P<link>[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}?)\.(?:gradio\.live|(?<=\d\.)gradio\.app|ngrok(?:-free)?\.(?:app|io|dev)|trycloudflare\.com|seetacloud\.com"
        r"|cpolar\.\w{2,4}|loca\.lt|proxy\.runpod\.net|(?:prod\.)?colab\.dev|gpuhub\.com|lhr\.life|natappfree\.cc)(?!\w)",
    ),
    private(
        "akia asia aroa aida abia acca ltai akid aklt altak aiza ya29. gocspx 1//0 googleusercontent ghp_ gho_ ghu_ ghs_ ghr_ github_pat glpat- gldt- glrt- glcbt- glptt- glft-"
        " glsoat- glagent- gloas- glimt- hf_ api_org_ sk- gsk_ xai- r8_ nvapi pplx tvly sk_ xox xapp pk_ rk_ whsec"
        " npm_ pypi- ms- mfa. eyj wandb_ wxid_ dapi dop_v1_ doo_v1_ dor_v1_ sg. key- shpat_ shpca_ shppa_ shpss_ dckr hvs. glsa tskey lsv2 pcsk sntrys atatt sct 8q~",
        r"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}|LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{13,40}|AKLT[\w-]{20,80}|bce-v3/ALTAK-[\w/-]{20,120}"
        r"|AIza[\w-]{30,40}|ya29\.[\w.-]{20,400}|GOCSPX-[\w-]{20,40}|1//0[\w-]{30,200}|[0-9]{6,20}-[a-z0-9]{32}\.apps\.googleusercontent\.com"
        r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt)-[\w.-]{16,255}|hf_[A-Za-z0-9]{20,64}|api_org_[A-Za-z0-9]{20,64}"
        r"|sk-(?:proj|svcacct|admin|None|ant|or|lf)-[\w-]{12,400}|sk-[A-Za-z0-9]{20,200}|gsk_\w{20,200}|xai-\w{40,200}|r8_\w{30,80}|nvapi-[\w-]{40,200}|pplx-\w{40,80}"
        r"|tvly-[\w-]{20,80}|sk_[0-9a-f]{40,64}|xox[abeoprs]-[\w-]{10,255}|xapp-[\w-]{20,255}|[spr]k_(?:live|test)_\w{16,255}|whsec_[\w+/=]{20,100}|npm_[A-Za-z0-9]{30,60}"
        rf"|pypi-[\w-]{{40,400}}|ms-{UUID}|mfa\.[\w-]{{80,100}}|eyJ[\w-]{{8,4000}}\.[\w-]{{4,8000}}(?:\.[\w-]{{0,4000}})?|wandb_v1_\w{{20,200}}|wxid_\w{{6,30}}"
        r"|dapi[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{64}|SG\.[\w-]{16,32}\.[\w-]{30,60}|key-[0-9a-f]{32}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|dckr_pat_[\w-]{20,60}"
        r"|hvs\.[\w-]{20,200}|glsa_\w{30,60}|tskey-[\w-]{15,80}|lsv2_[ps][tk]_\w{30,80}|pcsk_\w{30,100}|sntrys_[\w=+/-]{30,300}|ATATT3[\w=-]{30,300}|SCT\w{20,60}(?=\.send)"
        r"|\w{3}8Q~[\w.~-]{31,40})(?![A-Za-z0-9])",
    ),
    private(
        ". :", r"(?<![A-Za-z0-9])(?P<secret>[0-9]{8,10}:[\w-]{35}|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{25,45}|[0-9a-f]{32}\.[A-Za-z0-9]{16})(?![A-Za-z0-9-])"
    ),  # Telegram, Discord, Zhipu
    private(
        "://",
        rf"{SCHEME}(?:(?P<user>{_TOLD}{{1,256}}):(?P<secret>{_TOLD_TOO}{{0,256}})@|:(?P<secret2>{_TOLD_TOO}{{1,256}})@|(?P<user2>{_TOLD}{{1,256}})@)",
    ),
    private(
        "authorization bearer basic",
        r"(?i)(?:authorization\\?['\"]?\s{0,3}[:=]\s{0,3}b?\\?['\"]?(?:(?:bearer|basic|token|digest|apikey|negotiate|bot)[ ])?|\b(?:bearer|basic)[ ]{1,3})['\"]?"
        r"(?P<secret>[^\s'\",;)}\]\\]{8,8000})",
        check.header,
    ),
    private("cookie", r"(?i)(?<![\w.])(?:set-)?cookie\\?['\"]?\s{0,3}[:=]\s{0,3}\\?['\"]?(?P<secret>[\w.-]{1,80}=[^\n\"']{1,8000})", check.cookie),
    private("auth", r"(?<!\w)auth['\"]?\s?[=:]\s?[(\[]\s?['\"](?P<user>[^'\"]{1,64})['\"],\s?['\"](?P<secret>[^'\"]{1,256})['\"]"),
    private("pass pwd secret key token sess _xsrf bili connection 密 口令 令牌", rf"(?i)(?<![\w.-])(?P<key>[\w.-]{{0,60}}?(?:{_SECRET_WORDS})){_EQUALS}{_VALUE}", check.keyed),
    private("token secret signature", rf"(?i)(?<![\w.-])(?P<key>[\w.-]{{0,60}}?(?:token|secret|signature)){_EQUALS}{_VALUE}", check.weakly_keyed),
    private(
        "_key _token _secret _pass _pwd _pw _cookie _dsn _credential _auth",
        rf"(?<![A-Za-z0-9_])(?P<key>[A-Z][A-Z0-9_]{{0,60}}_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|PW|COOKIE|DSN|CREDENTIALS?|AUTH)){_EQUALS}{_VALUE}",
        check.environment,
    ),
    private(
        "? &",
        r"[?&](?:(?i:[\w.-]{0,40}?(?:token|secret|key|sign|signature|sig|password|passwd|pwd|auth|credential|accesskeyid|session|ticket|code))"
        r"|X-Amz-(?:Credential|Signature|Security-Token))=(?P<secret>[^\s&\#'\"<>]{6,4096})",
        check.query,
    ),
    private(
        "-token -key _key _token -api -access --pass -pass --secret -secret --auth -auth --token --api",
        r"(?i)(?<![\w-])(?P<key>--?[\w-]{0,40}?(?:token|api[-_]?key|access[-_]?key|password|passwd|secret|auth))(?:\s{1,3}|=)['\"]?(?P<secret>[^\s'\"-][^\s'\"]{3,4096})",
        check.option,
    ),
    private(
        "login authtoken sshpass curl enter",
        r"(?:\b(?:wandb|modelscope|huggingface-cli|hf)\ (?:auth\ )?login\ (?!-)(?P<secret>[\w-]{20,200})|\bauthtoken\ (?P<secret2>\S{16,200})"
        r"|\bsshpass\ -p\ ?['\"]?(?P<secret3>[^\s'\"]{1,200})|\bcurl\b[^\n|]{0,200}?\ (?:-u|--user)\ ['\"]?(?P<user>[^\s:'\"]{1,64}):(?P<secret4>[^\s'\"]{1,200})"
        r"|\blogin\ (?P<user2>\S{1,64})\ password\ (?P<secret5>\S{1,200})|hit\ enter[^:\n]{0,40}:\ (?P<secret6>[\w-]{20,200}))",
    ),
    private(
        "pass pwd token key secret", r"(?i)\b(?:password|passwd|passcode|pwd|token|api[ _-]?key|secret)[ ]is[ ]:?['\"]?(?P<secret>[^\s'\",;]{4,400})", check.mixed
    ),
)  # fmt: skip
"""Keys, tokens and passwords."""

CUT = late(
    r"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|LTAI|AKID|AIza|gh[pousr]_|github_pat_|glpat-|hf_(?!hub|token|home)|sk-(?:proj-|ant-)?|xox[abp]-|npm_|pypi-|eyJ)[\w-]{4,4096})…?$"
    r"|(?<![\w.+-])(?P<email>[\w.+-]{2,64}@[\w.-]{1,255})…?$"
)
"""A key or an address that was shortened at the end of its text."""
