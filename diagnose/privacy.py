"""How private things are written in logs: user and host names, keys, addresses, numbers of people and machines.

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


def _private(hints: str, pattern: str, is_private: Check = check.name) -> Private:
    """`hints` are separated by blanks; a blank in a hint is written as ␣."""
    return Private(tuple(hint.replace("␣", " ") for hint in hints.split()), pattern, is_private)


_NAME = r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|[^\s\\/:*?\"'<>|,;=+\[\](){}`，。；：、”’」（）…]|'(?=\w)){1,64}"
_NAMES = rf"(?:{_NAME}(?:[ ]{_NAME}){{0,2}}(?=[\\/])|{_NAME})"  # names with blanks need a separator behind them
_ACCOUNT = r"[A-Za-z_\u4e00-\u9fff][\w.-]{0,63}"
_LABELS = r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,6}"
_SCHEME = r"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}://"
_TOLD, _TOLD_TOO = (rf"(?:<[a-z]{{2,8}}(?:-\d{{1,6}})?>|[^\s/{more}?\#'\"<>])" for more in ("@:", ""))  # before the @ of a URL; a part may be hidden already
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
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
    _private(
        "-----begin",
        r"(?P<secret>-----BEGIN[ ][A-Z0-9 ]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----[\w\s+/=:.,;\\()]{0,20000}(?:-----END[ ][A-Z0-9 ]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----)?)",
    ),
    _private(
        "aaaa", r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{1,20}|sk-[\w-]{1,30}@openssh\.com)[ ](?P<secret>AAAA[\w+/=]{20,8000}(?:[ ][^\s@]{1,64}@[^\s@]{1,255})?)"
    ),
    _private("sha256: :", r"(?<!\w)(?:SHA256:(?P<device>[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/=])|(?<!:)(?P<device2>[0-9a-f]{2}(?::[0-9a-f]{2}){15})(?![\w:]))"),
    _private(
        "hook /bot day.app ifttt",
        r"(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/|api\.day\.app/"
        r"|webhook\.office\.com/webhookb2/|maker\.ifttt\.com/trigger/|api\.telegram\.org/bot|/webhooks?/(?=[\w-]{16}))(?P<secret>[\w:@./-]{8,400})",
    ),
    _private(
        ".gradio. .ngrok .trycloudflare .seetacloud .cpolar .loca.lt .runpod .colab .gpuhub .lhr.life .natapp",
        r"(?<![\w.-])(?P<link>[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}?)\.(?:gradio\.live|(?<=\d\.)gradio\.app|ngrok(?:-free)?\.(?:app|io|dev)|trycloudflare\.com|seetacloud\.com"
        r"|cpolar\.\w{2,4}|loca\.lt|proxy\.runpod\.net|(?:prod\.)?colab\.dev|gpuhub\.com|lhr\.life|natappfree\.cc)(?!\w)",
    ),
    _private(
        "akia asia aroa aida abia acca ltai akid aklt altak aiza ya29. gocspx 1//0 googleusercontent ghp_ gho_ ghu_ ghs_ ghr_ github_pat glpat- gldt- glrt- glcbt- glptt- glft-"
        " glsoat- glagent- gloas- glimt- hf_ api_org_ sk- gsk_ xai- r8_ nvapi pplx tvly sk_ xox xapp pk_ rk_ whsec"
        " npm_ pypi- ms- mfa. eyj wandb_ wxid_ dapi dop_v1_ doo_v1_ dor_v1_ sg. key- shpat_ shpca_ shppa_ shpss_ dckr hvs. glsa tskey lsv2 pcsk sntrys atatt sct 8q~",
        r"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}|LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{13,40}|AKLT[\w-]{20,80}|bce-v3/ALTAK-[\w/-]{20,120}"
        r"|AIza[\w-]{30,40}|ya29\.[\w.-]{20,400}|GOCSPX-[\w-]{20,40}|1//0[\w-]{30,200}|[0-9]{6,20}-[a-z0-9]{32}\.apps\.googleusercontent\.com"
        r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt)-[\w.-]{16,255}|hf_[A-Za-z0-9]{20,64}|api_org_[A-Za-z0-9]{20,64}"
        r"|sk-(?:proj|svcacct|admin|None|ant|or|lf)-[\w-]{12,400}|sk-[A-Za-z0-9]{20,200}|gsk_\w{20,200}|xai-\w{40,200}|r8_\w{30,80}|nvapi-[\w-]{40,200}|pplx-\w{40,80}"
        r"|tvly-[\w-]{20,80}|sk_[0-9a-f]{40,64}|xox[abeoprs]-[\w-]{10,255}|xapp-[\w-]{20,255}|[spr]k_(?:live|test)_\w{16,255}|whsec_[\w+/=]{20,100}|npm_[A-Za-z0-9]{30,60}"
        rf"|pypi-[\w-]{{40,400}}|ms-{_UUID}|mfa\.[\w-]{{80,100}}|eyJ[\w-]{{8,4000}}\.[\w-]{{4,8000}}(?:\.[\w-]{{0,4000}})?|wandb_v1_\w{{20,200}}|wxid_\w{{6,30}}"
        r"|dapi[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{64}|SG\.[\w-]{16,32}\.[\w-]{30,60}|key-[0-9a-f]{32}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|dckr_pat_[\w-]{20,60}"
        r"|hvs\.[\w-]{20,200}|glsa_\w{30,60}|tskey-[\w-]{15,80}|lsv2_[ps][tk]_\w{30,80}|pcsk_\w{30,100}|sntrys_[\w=+/-]{30,300}|ATATT3[\w=-]{30,300}|SCT\w{20,60}(?=\.send)"
        r"|\w{3}8Q~[\w.~-]{31,40})(?![A-Za-z0-9])",
    ),
    _private(
        ". :", r"(?<![A-Za-z0-9])(?P<secret>[0-9]{8,10}:[\w-]{35}|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{25,45}|[0-9a-f]{32}\.[A-Za-z0-9]{16})(?![A-Za-z0-9-])"
    ),  # Telegram, Discord, Zhipu
    _private(
        "://",
        rf"{_SCHEME}(?:(?P<user>{_TOLD}{{1,256}}):(?P<secret>{_TOLD_TOO}{{0,256}})@|:(?P<secret2>{_TOLD_TOO}{{1,256}})@|(?P<user2>{_TOLD}{{1,256}})@)",
    ),
    _private(
        "authorization bearer basic",
        r"(?i)(?:authorization\\?['\"]?\s{0,3}[:=]\s{0,3}b?\\?['\"]?(?:(?:bearer|basic|token|digest|apikey|negotiate|bot)[ ])?|\b(?:bearer|basic)[ ]{1,3})['\"]?"
        r"(?P<secret>[^\s'\",;)}\]\\]{8,8000})",
        check.header,
    ),
    _private("cookie", r"(?i)(?<![\w.])(?:set-)?cookie\\?['\"]?\s{0,3}[:=]\s{0,3}\\?['\"]?(?P<secret>[\w.-]{1,80}=[^\n\"']{1,8000})", check.cookie),
    _private("auth", r"(?<!\w)auth['\"]?\s?[=:]\s?[(\[]\s?['\"](?P<user>[^'\"]{1,64})['\"],\s?['\"](?P<secret>[^'\"]{1,256})['\"]"),
    _private("pass pwd secret key token sess _xsrf bili connection 密 口令 令牌", rf"(?i)(?<![\w.-])(?P<key>[\w.-]{{0,60}}?(?:{_SECRET_WORDS})){_EQUALS}{_VALUE}", check.keyed),
    _private("token secret signature", rf"(?i)(?<![\w.-])(?P<key>[\w.-]{{0,60}}?(?:token|secret|signature)){_EQUALS}{_VALUE}", check.weakly_keyed),
    _private(
        "_key _token _secret _pass _pwd _pw _cookie _dsn _credential _auth",
        rf"(?<![A-Za-z0-9_])(?P<key>[A-Z][A-Z0-9_]{{0,60}}_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|PW|COOKIE|DSN|CREDENTIALS?|AUTH)){_EQUALS}{_VALUE}",
        check.environment,
    ),
    _private(
        "? &",
        r"[?&](?:(?i:[\w.-]{0,40}?(?:token|secret|key|sign|signature|sig|password|passwd|pwd|auth|credential|accesskeyid|session|ticket|code))"
        r"|X-Amz-(?:Credential|Signature|Security-Token))=(?P<secret>[^\s&\#'\"<>]{6,4096})",
        check.query,
    ),
    _private(
        "-token -key _key _token -api -access --pass -pass --secret -secret --auth -auth --token --api",
        r"(?i)(?<![\w-])(?P<key>--?[\w-]{0,40}?(?:token|api[-_]?key|access[-_]?key|password|passwd|secret|auth))(?:\s{1,3}|=)['\"]?(?P<secret>[^\s'\"-][^\s'\"]{3,4096})",
        check.option,
    ),
    _private(
        "login authtoken sshpass curl enter",
        r"(?:\b(?:wandb|modelscope|huggingface-cli|hf)\ (?:auth\ )?login\ (?!-)(?P<secret>[\w-]{20,200})|\bauthtoken\ (?P<secret2>\S{16,200})"
        r"|\bsshpass\ -p\ ?['\"]?(?P<secret3>[^\s'\"]{1,200})|\bcurl\b[^\n|]{0,200}?\ (?:-u|--user)\ ['\"]?(?P<user>[^\s:'\"]{1,64}):(?P<secret4>[^\s'\"]{1,200})"
        r"|\blogin\ (?P<user2>\S{1,64})\ password\ (?P<secret5>\S{1,200})|hit\ enter[^:\n]{0,40}:\ (?P<secret6>[\w-]{20,200}))",
    ),
    _private(
        "pass pwd token key secret", r"(?i)\b(?:password|passwd|passcode|pwd|token|api[ _-]?key|secret)[ ]is[ ]:?['\"]?(?P<secret>[^\s'\",;]{4,400})", check.mixed
    ),
)  # fmt: skip
"""Keys, tokens and passwords."""

PEOPLE = (
    _private(
        "wandb",
        r"(?i)(?:logged\ in\ as:?\ (?P<user>[\w.-]{1,64})(?:\ \((?P<user2>[\w.-]{1,64})\))?"
        r"|(?<![\w.])wandb\.ai/(?P<user3>(?!(?:authorize|site|quickstart|settings|home|login|docs)\b)[\w.-]{1,64}))",
    ),
    _private(
        "@ ＠ %40",
        r"(?<![\w.+%-])(?P<email>[\w.+-]{1,64}(?:@|＠|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:[A-Za-z]{2,24}|[\u4e00-\u9fff]{2,6}))(?![A-Za-z0-9_-]|\.\w)",
        check.email,
    ),
    _private(
        "@",
        rf"(?<![\w.@/+-])(?P<user>{_ACCOUNT})@(?P<host>{_LABELS})(?=:[~/\\]|:[A-Za-z]:[\\/]|[ ](?:MINGW|MSYS|UCRT|CLANG)\d|'s[ ]password|:[ ]Permission[ ]denied)",
    ),
    _private(
        "@",
        rf"(?m)^(?:\([\w. /-]{{1,60}}\)[ ]?|\[[\w. /-]{{1,60}}\][ ]?){{0,3}}\[?(?P<user>{_ACCOUNT})@(?P<host>{_LABELS})"
        r"(?=[ ][^\n\]$\#%>:]{0,120}\]?[ ]?[$\#%>](?:[ ]|$))",
    ),
    _private("ssh scp rsync sftp", rf"\b(?:ssh|scp|sftp|rsync|ssh-copy-id)\ (?:[^\n|;&@]{{0,80}}?\ )?(?P<user>{_ACCOUNT})@(?P<host>{_LABELS})"),
    _private(
        "users documents 用户",
        r"(?i)(?:\\{1,4}(?:Users|Documents[ ]and[ ]Settings|用户)(?:\\{1,4}?|/)|(?:(?<=[A-Z]:)|(?<=/[a-z]))/(?:Users|Documents[ ]and[ ]Settings)/{1,2})"
        rf"(?P<user>{_NAMES})",
        check.home,
    ),
    _private(
        "home users /media",
        r"(?:(?<![A-Za-z0-9_.])(?<!:/)|(?<=-[ILB])|(?<=isystem))(?:(?:\\?/[\w.-]{1,40}){0,3}?\\?/(?:home\d{0,3}|Users)|/(?:lustre|gpfs|nfs|mnt|data\d?|scratch|cluster|storage|public|share)/users"
        rf"|(?:/run)?/media(?=/[\w.-]{{1,64}}/[^/\n]{{1,64}}/))\\?/(?P<user>{_NAME})",
        check.home,
    ),
    _private("wsl", rf"wsl(?:\$|\.localhost)\\{{1,2}}[\w.-]{{1,40}}\\{{1,2}}home\\{{1,2}}(?P<user>{_NAME})"),
    _private("~", r"(?<![\w/~.@-])~(?P<user>[a-z_][a-z0-9_.-]{1,31})(?=/)"),
    _private(
        "user accepted session logname login author owner nickname realname entity",
        r"(?<![A-Za-z0-9_])(?:(?:SUDO_)?USER(?:NAME)?|LOGNAME)=['\"]?(?P<user>[^\s'\",;&|<>]{1,64})"
        r"|(?i:['\"](?:user|user_?name|login|owner|author|nickname|realname|entity)\\?['\"]\s?:\s?\\?['\"])(?P<user2>[^\n'\"\\<>{}]{1,64})\\?['\"]"
        r"|(?:\bfor\ (?:invalid\ )?user\ |\bUser\ )['\"](?:[\w-]{1,20}\\{1,2})?(?P<user4>[\w.-]{1,64})['\"]"
        r"|(?:session\ (?:opened|closed)\ for\ user|Accepted\ \w{1,20}\ for)\ (?P<user5>[\w.-]{1,64})",
    ),
    _private(
        "user= username= user: username: name: as: 用户 账号 帐号 昵称 姓名 author committer",
        r"(?i)(?<![\w.])user(?:name)?=['\"]?(?P<user>[\w.@-]{1,64})(?![\w.@(\[-])|(?m:^)\s{0,8}(?:user|user\ ?name|login\ as):[ ]{1,20}(?P<user2>[\w.@-]{1,64})[ ]*(?m:$)"
        r"|(?:用户名|[账帐]号|昵称|姓名)[ ]?[:：=][ ]?(?P<user3>[\w.@-]{1,64})|\b(?:author|committer):[ ]{1,8}(?P<user4>[^<\n]{1,64}?)[ ]<",
        check.person,
    ),
    _private(
        "--x rw- r-- sudo uid=",
        r"(?m:^)[ ]{0,8}[dl-][rwxsStT-]{9}[.+@]?[ ]{1,8}\d{1,6}[ ]{1,8}(?P<user>[\w.-]{1,32})[ ]{1,8}(?P<user2>[A-Za-z_][\w.-]{0,31})[ ]{1,16}\d"
        r"|\bsudo(?:\[\d{1,8}\])?:[ ]{1,10}(?P<user3>[\w.-]{1,32})[ ]:[ ]|\b(?:uid|gid|groups)=\d{1,9}\((?P<user4>[\w.-]{1,32})\)",
    ),
    _private(
        "onedrive dropbox",
        r"(?:OneDrive\ -\ (?P<company>[^\\/:*?\"'<>|\n]{1,80}?)(?=[\\/\"']|$)|CloudStorage/OneDrive-(?P<company2>[^/\n\"']{1,80})|Dropbox\ \((?P<company3>[^)\n]{1,80})\))",
        check.company,
    ),
    _private("", r"(?<![A-Za-z0-9.+-])(?:\+?86[ -]?)?(?P<phone>1[3-9]\d(?:\d{8}|-\d{4}-\d{4}))(?!\.?\d|[A-Za-z])", check.phone),
    _private(
        "+ 电话 手机 tel phone mobile",
        r"(?i)(?:电话|手机号?码?|tel|phone|mobile|\+86)[^\d\n]{0,6}(?P<phone>1[3-9]\d[ ]\d{4}[ ]\d{4})(?!\d)"
        r"|(?<![\w.+-])(?P<phone2>\+[1-9]\d{0,2}[ -]\(?\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,4})(?!\w)",
    ),
    _private("", r"(?<![A-Za-z0-9])(?P<identity>[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?![A-Za-z0-9])"),
    _private(
        "微信 薇信 wechat weixin vx v信 qq",
        r"(?i)(?:(?:微信|薇信|v信)(?:号|账号|id)?[ ]{0,2}[:：=是]?[ ]{0,2}|(?<![a-z])(?:wechat|weixin|vx)(?:[ ]?(?:号|id))?[ ]{0,2}[:：=][ ]{0,2})"
        r"(?P<account>[a-z][\w-]{5,19}|\d{6,11})(?![\w.(])"
        r"|(?<![a-z.@])qq(?:群|号|群号|号码)?[ ]{0,2}[:：=是]?[ ]{0,2}(?P<account2>[1-9]\d{4,10})(?![\w.])",
        check.account,
    ),
)  # fmt: skip
"""Who somebody is: names, addresses, numbers of persons."""

MACHINES = (
    _private("://", rf"{_SCHEME}(?:[^\s/@'\"]{{0,300}}@)?(?P<host>[A-Za-z0-9][\w.-]{{0,253}})", check.host),
    _private(
        "pool resolve connect ]:",
        rf"(?i)(?:Pool\(host=['\"]|failed[ ]to[ ]resolve[ ]['\"]|could[ ]not[ ]resolve[ ]host(?:name)?:?[ ]['\"]?)(?P<host>{_LABELS})"
        rf"|connect[ ]to[ ](?:host[ ])?\[?(?P<host2>{_LABELS})(?=\]?:\d|[ ]port[ ]\d)",
        check.host,
    ),
    _private(
        "host computername userdomain node_name nodelist nodename pod_name logonserver",
        r"(?<![A-Za-z0-9_])(?:_?HOST(?:NAME)?|COMPUTERNAME|BatchHost|(?:Req|Exc)?NodeList|USERDOMAIN(?:_ROAMINGPROFILE)?|SLURM\w{0,30}(?:NODELIST|NODENAME|HOST)|NODE_NAME|POD_NAME|LOGONSERVER)=['\"\\]{0,3}"
        r"(?P<host>[A-Za-z0-9][\w.\[\],-]{0,253})"
        r"|(?i:['\"](?:_?hostname|host|host_?name|nodename|computer_?name)\\?['\"]\s?:\s?\\?['\"])(?P<host2>[A-Za-z0-9][\w.-]{0,253})\\?['\"]",
    ),
    _private(
        "hostname host_name host␣ host: 主机名 计算机名 node=' linux␣ darwin␣",
        r"(?i)(?:(?<![\w.-])host[ _]?name[ ]{0,20}[:=][ ]{0,3}['\"]?|(?:主机名|计算机名)称?[ ]{0,3}[:：=][ ]{0,3})(?P<host>[A-Za-z0-9\u4e00-\u9fff][\w.-]{0,253})(?![\w.]*[(\[])"
        r"|(?m:^)[ ]{0,8}host[ ]{0,8}:[ ](?P<host2>[A-Za-z0-9][\w.-]{0,253})[ ]*(?m:$)|,[ ]?node='(?P<host3>[^'\n]{1,253})',[ ]?release="
        r"|\bLinux[ ](?P<host4>[\w.-]{1,253})[ ]\d{1,3}\.\d{1,3}\.\d{1,4}\S{0,60}[ ]\#\d|\bDarwin[ ](?P<host5>[\w.-]{1,253})[ ]\d{1,3}\.\d{1,3}\.\d{1,3}[ ]Darwin",
        check.machine,
    ),
    _private(
        "srun: slurm job␣ step␣ on␣node nccl",
        rf"\bsrun:\ error:\ (?P<host>{_LABELS}):|\b(?:JOB|STEP)\ [\d.]{{1,20}}\ ON\ (?P<host2>{_LABELS})|\bon\ node\ (?P<host3>{_LABELS})|\bslurmd?\[(?P<host4>{_LABELS})\]"
        rf"|(?<![\w.:-])(?P<host5>{_LABELS}):\d{{1,8}}:\d{{1,8}}\ \[\d{{1,3}}\]\ NCCL",
        check.machine,
    ),
    _private(
        "]: :",
        rf"(?m)^(?:[A-Z][a-z]{{2}}\ [\ \d]\d\ \d\d:\d\d:\d\d\ (?P<host>{_LABELS})\ [\w./@-]{{1,60}}(?:\[\d{{1,8}}\])?:\ "
        rf"|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,]{{0,10}}(?:Z|[+-]\d\d:?\d\d)\ (?P<host2>{_LABELS})\ (?:kernel|[\w./@-]{{1,60}}\[\d{{1,8}}\]):\ )",
    ),
    _private(
        "desktop- laptop- win- -pc macbook imac mbp mac-",
        r"(?<![\w-])(?P<host>(?:DESKTOP|LAPTOP)-[A-Z0-9]{5,9}|WIN-[A-Z0-9]{11}|[A-Za-z0-9\u4e00-\u9fff]\w{0,30}(?:-\w{1,20}){0,3}-PC"
        r"|[\w-]{1,40}(?:s|de)-?(?:MacBook|MBP|iMac|Mac-mini|Mac-Studio|Mac-Pro)(?:-\w{1,20}){0,4}(?:\.local|\.lan)?)(?![\w-])(?:\\{1,2}(?P<user>[\w.-]{1,64}))?"
        r"|(?<![\w-])(?P<host2>(?:desktop|laptop)-[a-z0-9]{5,9})\\{1,2}(?P<user2>[\w.-]{1,64})",
    ),
    _private(
        ".local .lan .internal .intranet .corp .private .home .lab .edu .ac. .cluster .ts.net .synology .myds .duckdns .ddns",
        r"(?<![\w.@/\\-])(?P<host>[A-Za-z0-9](?:[\w-]{0,62}\.){1,6}[A-Za-z]{2,14})(?![\w(-]|\.\w)",
        check.bare_host,
    ),
    _private("ec2-", r"(?<![\w.-])(?P<host>ec2-\d{1,3}(?:-\d{1,3}){3}(?:\.[\w-]{1,40}){0,5})"),
    _private(
        "\\\\",
        r"(?<![\\\w:.])(?:\\\\(?P<host>[A-Za-z0-9][\w.-]{1,62})\\(?!\\)(?P<path>[^\\/:*?\"'<>|\s]{1,80})|\\{4}(?P<host2>[A-Za-z0-9][\w.-]{1,62})\\\\(?P<path2>[^\\/:*?\"'<>|\s]{1,80}))",
        check.share,
    ),
    _private("unc\\", r"(?i)\\{2,4}\?\\{1,2}UNC\\{1,2}(?P<host>[A-Za-z0-9][\w.-]{1,62})\\{1,2}(?P<path>[^\\/:*?\"'<>|\s]{1,80})"),
    _private("host", rf"\b(?:on|to|from)\ host:?\ (?P<host>{_LABELS})(?![\w(])", check.bare_host),
    _private("s-1-", r"(?<![\w-])(?P<device>S-1-(?:5-21|12-1)(?:-\d{1,12}){2,6})(?![\w-])"),
    _private("gpu- mig- uuid", rf"(?i)(?<![\w-])(?:(?P<device>(?:GPU|MIG)-{_UUID})|UUID\s?[=:]\s?\"?(?P<device2>{_UUID}))(?![\w-])"),
    _private(
        "serial 序列号 sn s/n",
        r"(?i)(?:(?<![A-Za-z])serial(?:[ _-]?(?:number|no\.?))?|序列号|(?-i:(?<![A-Za-z])S/?N(?=[:：])))['\"]?[ ]{0,40}[:：=][ ]{0,3}['\"]?"
        r"(?P<device>[A-Z0-9][\w-]{5,40})(?![\w.(\[])",
        check.digits,
    ),
    _private(
        "machine boot guid hwid hardware",
        r"(?i)(?:machine[-_ ]?(?:id|guid)|_?boot[-_ ]?id|hwid|hardware[-_ ]?(?:id|uuid))['\"]?[ ]{0,12}(?:[:=]|REG_SZ)?[ ]{0,8}['\"]?"
        r"(?P<device>[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})(?!\w)",
    ),
    _private(": -", r"(?<![\w:-])(?P<mac>[0-9A-Fa-f]{2}(?P<gap>[:-])(?:[0-9A-Fa-f]{2}(?P=gap)){4}[0-9A-Fa-f]{2})(?![\w:-])", check.hardware),
    _private(":", r"(?<![\w:.])(?P<ip>(?:[23][0-9A-Fa-f]{3}|[Ff][CcDdEe][0-9A-Fa-f]{2}):(?:[0-9A-Fa-f]{0,4}:){1,7}[0-9A-Fa-f]{0,4})(?![\w:])", check.long_address),
    _private(".", r"(?<![\w.])(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?!\.?\w)", check.address),
)  # fmt: skip
"""Which machine it is: names, addresses, numbers of devices."""

PRIVATE = KEYS + PEOPLE + MACHINES
"""In this order: what tells most about itself comes first."""

CUT = late(
    r"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|LTAI|AKID|AIza|gh[pousr]_|github_pat_|glpat-|hf_(?!hub|token|home)|sk-(?:proj-|ant-)?|xox[abp]-|npm_|pypi-|eyJ)[\w-]{4,4096})…?$"
    r"|(?<![\w.+-])(?P<email>[\w.+-]{2,64}@[\w.-]{1,255})…?$"
)
"""A key or an address that was shortened at the end of its text."""
