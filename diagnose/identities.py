"""How persons and machines are called in logs: names, addresses, numbers of people and devices."""

from __future__ import annotations

from diagnose import harmless as check
from diagnose.privacy import LABELS, SCHEME, UUID, private

_NAME = r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|[^\s\\/:*?\"'<>|,;=+\[\](){}`，。；：、”’」（）…]|'(?=\w)){1,64}"
_NAMES = rf"(?:{_NAME}(?:[ ]{_NAME}){{0,2}}(?=[\\/])|{_NAME})"  # names with blanks need a separator behind them
_ACCOUNT = r"[A-Za-z_\u4e00-\u9fff][\w.-]{0,63}"

PEOPLE = (
    private(
        "wandb",
        r"(?i)(?:logged\ in\ as:?\ (?P<user>[\w.-]{1,64})(?:\ \((?P<user2>[\w.-]{1,64})\))?"
        r"|(?<![\w.])wandb\.ai/(?P<user3>(?!(?:authorize|site|quickstart|settings|home|login|docs)\b)[\w.-]{1,64}))",
    ),
    private(
        "@ ＠ %40",
        r"(?<![\w.+%-])(?P<email>[\w.+-]{1,64}(?:@|＠|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:[A-Za-z]{2,24}|[\u4e00-\u9fff]{2,6}))(?![A-Za-z0-9_-]|\.\w)",
        check.email,
    ),
    private(
        "@",
        rf"(?<![\w.@/+-])(?P<user>{_ACCOUNT})@(?P<host>{LABELS})(?=:[~/\\]|:[A-Za-z]:[\\/]|[ ](?:MINGW|MSYS|UCRT|CLANG)\d|'s[ ]password|:[ ]Permission[ ]denied)",
    ),
    private(
        "@",
        rf"(?m)^(?:\([\w. /-]{{1,60}}\)[ ]?|\[[\w. /-]{{1,60}}\][ ]?){{0,3}}\[?(?P<user>{_ACCOUNT})@(?P<host>{LABELS})"
        r"(?=[ ][^\n\]$\#%>:]{0,120}\]?[ ]?[$\#%>](?:[ ]|$))",
    ),
    private("ssh scp rsync sftp", rf"\b(?:ssh|scp|sftp|rsync|ssh-copy-id)\ (?:[^\n|;&@]{{0,80}}?\ )?(?P<user>{_ACCOUNT})@(?P<host>{LABELS})"),
    private(
        "users documents 用户",
        r"(?i)(?:\\{1,4}(?:Users|Documents[ ]and[ ]Settings|用户)(?:\\{1,4}?|/)|(?:(?<=[A-Z]:)|(?<=/[a-z]))/(?:Users|Documents[ ]and[ ]Settings)/{1,2})"
        rf"(?P<user>{_NAMES})",
        check.home,
    ),
    private(
        "home users /media",
        r"(?:(?<![A-Za-z0-9_.])(?<!:/)|(?<=-[ILB])|(?<=isystem))(?:(?:\\?/[\w.-]{1,40}){0,3}?\\?/(?:home\d{0,3}|Users)|/(?:lustre|gpfs|nfs|mnt|data\d?|scratch|cluster|storage|public|share)/users"
        rf"|(?:/run)?/media(?=/[\w.-]{{1,64}}/[^/\n]{{1,64}}/))\\?/(?P<user>{_NAME})",
        check.home,
    ),
    private("wsl", rf"wsl(?:\$|\.localhost)\\{{1,2}}[\w.-]{{1,40}}\\{{1,2}}home\\{{1,2}}(?P<user>{_NAME})"),
    private("~", r"(?<![\w/~.@-])~(?P<user>[a-z_][a-z0-9_.-]{1,31})(?=/)"),
    private(
        "user accepted session logname login author owner nickname realname entity",
        r"(?<![A-Za-z0-9_])(?:(?:SUDO_)?USER(?:NAME)?|LOGNAME)=['\"]?(?P<user>[^\s'\",;&|<>]{1,64})"
        r"|(?i:['\"](?:user|user_?name|login|owner|author|nickname|realname|entity)\\?['\"]\s?:\s?\\?['\"])(?P<user2>[^\n'\"\\<>{}]{1,64})\\?['\"]"
        r"|(?:\bfor\ (?:invalid\ )?user\ |\bUser\ )['\"](?:[\w-]{1,20}\\{1,2})?(?P<user4>[\w.-]{1,64})['\"]"
        r"|(?:session\ (?:opened|closed)\ for\ user|Accepted\ \w{1,20}\ for)\ (?P<user5>[\w.-]{1,64})",
    ),
    private(
        "user= username= user: username: name: as: 用户 账号 帐号 昵称 姓名 author committer",
        r"(?i)(?<![\w.])user(?:name)?=['\"]?(?P<user>[\w.@-]{1,64})(?![\w.@(\[-])|(?m:^)\s{0,8}(?:user|user\ ?name|login\ as):[ ]{1,20}(?P<user2>[\w.@-]{1,64})[ ]*(?m:$)"
        r"|(?:用户名|[账帐]号|昵称|姓名)[ ]?[:：=][ ]?(?P<user3>[\w.@-]{1,64})|\b(?:author|committer):[ ]{1,8}(?P<user4>[^<\n]{1,64}?)[ ]<",
        check.person,
    ),
    private(
        "--x rw- r-- sudo uid=",
        r"(?m:^)[ ]{0,8}[dl-][rwxsStT-]{9}[.+@]?[ ]{1,8}\d{1,6}[ ]{1,8}(?P<user>[\w.-]{1,32})[ ]{1,8}(?P<user2>[A-Za-z_][\w.-]{0,31})[ ]{1,16}\d"
        r"|\bsudo(?:\[\d{1,8}\])?:[ ]{1,10}(?P<user3>[\w.-]{1,32})[ ]:[ ]|\b(?:uid|gid|groups)=\d{1,9}\((?P<user4>[\w.-]{1,32})\)",
    ),
    private(
        "onedrive dropbox",
        r"(?:OneDrive\ -\ (?P<company>[^\\/:*?\"'<>|\n]{1,80}?)(?=[\\/\"']|$)|CloudStorage/OneDrive-(?P<company2>[^/\n\"']{1,80})|Dropbox\ \((?P<company3>[^)\n]{1,80})\))",
        check.company,
    ),
    private("", r"(?<![A-Za-z0-9.+-])(?:\+?86[ -]?)?(?P<phone>1[3-9]\d(?:\d{8}|-\d{4}-\d{4}))(?!\.?\d|[A-Za-z])", check.phone),
    private(
        "+ 电话 手机 tel phone mobile",
        r"(?i)(?:电话|手机号?码?|tel|phone|mobile|\+86)[^\d\n]{0,6}(?P<phone>1[3-9]\d[ ]\d{4}[ ]\d{4})(?!\d)"
        r"|(?<![\w.+-])(?P<phone2>\+[1-9]\d{0,2}[ -]\(?\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,4})(?!\w)",
    ),
    private("", r"(?<![A-Za-z0-9])(?P<identity>[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?![A-Za-z0-9])"),
    private(
        "微信 薇信 wechat weixin vx v信 qq",
        r"(?i)(?:(?:微信|薇信|v信)(?:号|账号|id)?[ ]{0,2}[:：=是]?[ ]{0,2}|(?<![a-z])(?:wechat|weixin|vx)(?:[ ]?(?:号|id))?[ ]{0,2}[:：=][ ]{0,2})"
        r"(?P<account>[a-z][\w-]{5,19}|\d{6,11})(?![\w.(])"
        r"|(?<![a-z.@])qq(?:群|号|群号|号码)?[ ]{0,2}[:：=是]?[ ]{0,2}(?P<account2>[1-9]\d{4,10})(?![\w.])",
        check.account,
    ),
)  # fmt: skip
"""Who somebody is: names, addresses, numbers of persons."""

MACHINES = (
    private("://", rf"{SCHEME}(?:[^\s/@'\"]{{0,300}}@)?(?P<host>[A-Za-z0-9][\w.-]{{0,253}})", check.host),
    private(
        "pool resolve connect ]:",
        rf"(?i)(?:Pool\(host=['\"]|failed[ ]to[ ]resolve[ ]['\"]|could[ ]not[ ]resolve[ ]host(?:name)?:?[ ]['\"]?)(?P<host>{LABELS})"
        rf"|connect[ ]to[ ](?:host[ ])?\[?(?P<host2>{LABELS})(?=\]?:\d|[ ]port[ ]\d)",
        check.host,
    ),
    private(
        "host computername userdomain node_name nodelist nodename pod_name logonserver",
        r"(?<![A-Za-z0-9_])(?:_?HOST(?:NAME)?|COMPUTERNAME|BatchHost|(?:Req|Exc)?NodeList|USERDOMAIN(?:_ROAMINGPROFILE)?|SLURM\w{0,30}(?:NODELIST|NODENAME|HOST)|NODE_NAME|POD_NAME|LOGONSERVER)=['\"\\]{0,3}"
        r"(?P<host>[A-Za-z0-9][\w.\[\],-]{0,253})"
        r"|(?i:['\"](?:_?hostname|host|host_?name|nodename|computer_?name)\\?['\"]\s?:\s?\\?['\"])(?P<host2>[A-Za-z0-9][\w.-]{0,253})\\?['\"]",
    ),
    private(
        "hostname host_name host␣ host: 主机名 计算机名 node=' linux␣ darwin␣",
        r"(?i)(?:(?<![\w.-])host[ _]?name[ ]{0,20}[:=][ ]{0,3}['\"]?|(?:主机名|计算机名)称?[ ]{0,3}[:：=][ ]{0,3})(?P<host>[A-Za-z0-9\u4e00-\u9fff][\w.-]{0,253})(?![\w.]*[(\[])"
        r"|(?m:^)[ ]{0,8}host[ ]{0,8}:[ ](?P<host2>[A-Za-z0-9][\w.-]{0,253})[ ]*(?m:$)|,[ ]?node='(?P<host3>[^'\n]{1,253})',[ ]?release="
        r"|\bLinux[ ](?P<host4>[\w.-]{1,253})[ ]\d{1,3}\.\d{1,3}\.\d{1,4}\S{0,60}[ ]\#\d|\bDarwin[ ](?P<host5>[\w.-]{1,253})[ ]\d{1,3}\.\d{1,3}\.\d{1,3}[ ]Darwin",
        check.machine,
    ),
    private(
        "srun: slurm job␣ step␣ on␣node nccl",
        rf"\bsrun:\ error:\ (?P<host>{LABELS}):|\b(?:JOB|STEP)\ [\d.]{{1,20}}\ ON\ (?P<host2>{LABELS})|\bon\ node\ (?P<host3>{LABELS})|\bslurmd?\[(?P<host4>{LABELS})\]"
        rf"|(?<![\w.:-])(?P<host5>{LABELS}):\d{{1,8}}:\d{{1,8}}\ \[\d{{1,3}}\]\ NCCL",
        check.machine,
    ),
    private(
        "]: :",
        rf"(?m)^(?:[A-Z][a-z]{{2}}\ [\ \d]\d\ \d\d:\d\d:\d\d\ (?P<host>{LABELS})\ [\w./@-]{{1,60}}(?:\[\d{{1,8}}\])?:\ "
        rf"|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,]{{0,10}}(?:Z|[+-]\d\d:?\d\d)\ (?P<host2>{LABELS})\ (?:kernel|[\w./@-]{{1,60}}\[\d{{1,8}}\]):\ )",
    ),
    private(
        "desktop- laptop- win- -pc macbook imac mbp mac-",
        r"(?<![\w-])(?P<host>(?:DESKTOP|LAPTOP)-[A-Z0-9]{5,9}|WIN-[A-Z0-9]{11}|[A-Za-z0-9\u4e00-\u9fff]\w{0,30}(?:-\w{1,20}){0,3}-PC"
        r"|[\w-]{1,40}(?:s|de)-?(?:MacBook|MBP|iMac|Mac-mini|Mac-Studio|Mac-Pro)(?:-\w{1,20}){0,4}(?:\.local|\.lan)?)(?![\w-])(?:\\{1,2}(?P<user>[\w.-]{1,64}))?"
        r"|(?<![\w-])(?P<host2>(?:desktop|laptop)-[a-z0-9]{5,9})\\{1,2}(?P<user2>[\w.-]{1,64})",
    ),
    private(
        ".local .lan .internal .intranet .corp .private .home .lab .edu .ac. .cluster .ts.net .synology .myds .duckdns .ddns",
        r"(?<![\w.@/\\-])(?P<host>[A-Za-z0-9](?:[\w-]{0,62}\.){1,6}[A-Za-z]{2,14})(?![\w(-]|\.\w)",
        check.bare_host,
    ),
    private("ec2-", r"(?<![\w.-])(?P<host>ec2-\d{1,3}(?:-\d{1,3}){3}(?:\.[\w-]{1,40}){0,5})"),
    private(
        "\\\\",
        r"(?<![\\\w:.])(?:\\\\(?P<host>[A-Za-z0-9][\w.-]{1,62})\\(?!\\)(?P<path>[^\\/:*?\"'<>|\s]{1,80})|\\{4}(?P<host2>[A-Za-z0-9][\w.-]{1,62})\\\\(?P<path2>[^\\/:*?\"'<>|\s]{1,80}))",
        check.share,
    ),
    private("unc\\", r"(?i)\\{2,4}\?\\{1,2}UNC\\{1,2}(?P<host>[A-Za-z0-9][\w.-]{1,62})\\{1,2}(?P<path>[^\\/:*?\"'<>|\s]{1,80})"),
    private("host", rf"\b(?:on|to|from)\ host:?\ (?P<host>{LABELS})(?![\w(])", check.bare_host),
    private("s-1-", r"(?<![\w-])(?P<device>S-1-(?:5-21|12-1)(?:-\d{1,12}){2,6})(?![\w-])"),
    private("gpu- mig- uuid", rf"(?i)(?<![\w-])(?:(?P<device>(?:GPU|MIG)-{UUID})|UUID\s?[=:]\s?\"?(?P<device2>{UUID}))(?![\w-])"),
    private(
        "serial 序列号 sn s/n",
        r"(?i)(?:(?<![A-Za-z])serial(?:[ _-]?(?:number|no\.?))?|序列号|(?-i:(?<![A-Za-z])S/?N(?=[:：])))['\"]?[ ]{0,40}[:：=][ ]{0,3}['\"]?"
        r"(?P<device>[A-Z0-9][\w-]{5,40})(?![\w.(\[])",
        check.digits,
    ),
    private(
        "machine boot guid hwid hardware",
        r"(?i)(?:machine[-_ ]?(?:id|guid)|_?boot[-_ ]?id|hwid|hardware[-_ ]?(?:id|uuid))['\"]?[ ]{0,12}(?:[:=]|REG_SZ)?[ ]{0,8}['\"]?"
        r"(?P<device>[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})(?!\w)",
    ),
    private(": -", r"(?<![\w:-])(?P<mac>[0-9A-Fa-f]{2}(?P<gap>[:-])(?:[0-9A-Fa-f]{2}(?P=gap)){4}[0-9A-Fa-f]{2})(?![\w:-])", check.hardware),
    private(":", r"(?<![\w:.])(?P<ip>(?:[23][0-9A-Fa-f]{3}|[Ff][CcDdEe][0-9A-Fa-f]{2}):(?:[0-9A-Fa-f]{0,4}:){1,7}[0-9A-Fa-f]{0,4})(?![\w:])", check.long_address),
    private(".", r"(?<![\w.])(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?!\.?\w)", check.address),
)  # fmt: skip
"""Which machine it is: names, addresses, numbers of devices."""
