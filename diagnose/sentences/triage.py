"""What the command `triage` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "triage.help": (
        "一次诊断许多日志：文件夹、通配符、压缩包、网址、GitHub issue 的导出文件。统计原因，把认不出的归成组。",
        "Diagnose many logs at once: folders, globs, archives, URLs, dumps of GitHub issues. Counts the causes and groups what is unknown.",
    ),
    "triage.help-paths": (
        "文件夹、通配符、zip / tar.gz、s3:// 等网址、gh issue list --json 的输出。",
        "Folders, globs, zip or tar.gz, URLs such as s3://, output of gh issue list --json.",
    ),
    "triage.help-output": (
        "把每份日志的结果写到这里：.jsonl 或 .parquet；中断后用同样的命令接着做。",
        "Write each log's result here: .jsonl or .parquet. After an interruption the same command goes on.",
    ),
    "triage.help-jobs": ("进程数；默认等于处理器核数。", "How many processes; as many as there are cores when left out."),
    "triage.help-unknown": (
        "每组认不出的失败各取一份日志写到这个文件夹，供 rules new --from 起草规则。",
        "Write one log of each unknown group to this folder, for rules new --from.",
    ),
    # what cannot be read at all
    "triage.path-missing": ("找不到 {name}。", "There is no {name}."),
    "triage.path-empty": ("路径是空的。", "A path is empty."),
    "triage.path-stdin": (
        "这里不读标准输入：先存成文件（gh issue list … > issues.json），再写它的名字。",
        "Standard input is not read here: write it to a file first (gh issue list ... > issues.json) and name that.",
    ),
    "triage.dump-broken": (
        "{name} 像 issue 的导出文件，但不完整，或没有 issue 的正文。重新导出：gh issue list --limit 1000 --json number,title,body,comments,createdAt,url",
        "{name} looks like a dump of issues that is cut, or without the issues' texts. Write it anew: gh issue list --limit 1000 --json number,title,body,comments,createdAt,url",
    ),
    "triage.url-missing": ("{name} 那里什么都没有。", "There is nothing at {name}."),
    "triage.need-cloud": ("读取 {name} 需要 fsspec：pip install 'sovits-doctor[cloud]'", "Reading {name} needs fsspec: pip install 'sovits-doctor[cloud]'"),
    "triage.need-package": ("读取 {name} 还缺一个软件包：{reason}", "Reading {name} needs another package: {reason}"),
    "triage.need-parquet": ("写 Parquet 需要 pyarrow：pip install 'sovits-doctor[parquet]'", "Writing Parquet needs pyarrow: pip install 'sovits-doctor[parquet]'"),
    "triage.output-suffix": ("不认识 {name} 的后缀，结果文件可以是 .jsonl 或 .parquet。", "The suffix of {name} is not known; results can be .jsonl or .parquet."),
    "triage.output-exists": (
        "{name} 已经存在，没有动它。换一个名字，或用 --force 替换。",
        "{name} exists already and was left as it is. Choose another name, or replace it with --force.",
    ),
    "triage.output-unwritable": ("无法写入 {name}：{reason}", "{name} cannot be written: {reason}"),
    "triage.page-suffix": ("网页的名字要以 .html 结尾：{name}", "The name of the page must end in .html: {name}"),
    "triage.output-busy": ("另一个进程正在写 {name}。", "Another process is writing {name}."),
    "triage.nothing": ("没有找到任何日志。", "No log was found."),
    "triage.resumed": ("接着上次的做：{count} 份已有结果。", "Going on where the last run ended: {count} logs are done."),
    "triage.resumed-one": ("接着上次的做：{count} 份已有结果。", "Going on where the last run ended: {count} log is done."),
    "triage.changed": ("规则、版本或参数和上次中断时不同，从头开始。", "Rules, version or request differ from the run that was interrupted: starting anew."),
    "triage.stopped": ("已中断，{count} 份结果已保存；用同样的命令接着做。", "Stopped; results that are kept: {count}. The same command goes on."),
    "triage.stopped-unkept": (
        "已中断，诊断了 {count} 份，没有保存。用 -o 文件 写结果，同样的命令就能接着做。",
        "Stopped; nothing was kept of what was done (logs: {count}). With -o FILE the same command would go on.",
    ),
    "triage.reading": ("正在诊断", "Diagnosing"),
    # the summary
    "triage.total": (
        "{count} 份日志：{diagnosed} 份找到原因，{unrecognised} 份认不出，{healthy} 份没有失败，{errors} 份读不了",
        "{count} logs: {diagnosed} diagnosed, {unrecognised} not recognised, {healthy} healthy, {errors} not readable",
    ),
    "triage.total-one": (
        "{count} 份日志：{diagnosed} 份找到原因，{unrecognised} 份认不出，{healthy} 份没有失败，{errors} 份读不了",
        "{count} log: {diagnosed} diagnosed, {unrecognised} not recognised, {healthy} healthy, {errors} not readable",
    ),
    "triage.causes": ("原因", "Causes"),
    "triage.cause": ("原因", "cause"),
    "triage.count": ("数量", "logs"),
    "triage.share": ("占比", "share"),
    "triage.seen": ("首次～末次", "first - last"),
    "triage.stages": ("环节", "stages"),
    "triage.unknown": ("认不出的失败，按相似程度分组", "Unknown failures, grouped by likeness"),
    "triage.failure": ("报错", "error"),
    "triage.example": ("例子", "example"),
    "triage.errors": ("读不了的", "Not readable"),
    "triage.reason": ("原因", "why"),
    "triage.more": ("……还有 {count} 组", "... and {count} more"),
    "triage.passed": ("按名字不是日志、没有读的文件：{count} 个（{suffixes}）", "Files passed over, by their names no logs: {count} ({suffixes})"),
    "triage.draft": ("为最大的一组起草规则：{command}", "Draft a rule for the largest of them: {command}"),
    "triage.draft-first": (
        "要起草规则，先用 --unknown 文件夹 取出例子，再运行 sovits-doctor rules new --from。",
        "To draft a rule take out examples with --unknown DIR, then run sovits-doctor rules new --from.",
    ),
    "triage.taken": ("{count} 组认不出的失败各有一份日志写到了 {name}", "One log of each unknown group was written to {name}: {count} in all"),
    "triage.taken-none": ("没有认不出的失败，{name} 里没有写什么。", "There are no unknown failures: nothing was written to {name}."),
    # why a log could not be read
    "triage.error-empty": ("里面什么都没有", "there is nothing in it"),
    "triage.error-binary": ("不是文字日志", "not a text"),
    "triage.error-missing": ("找不到", "not there"),
    "triage.error-no-file": ("管道或设备，不是文件", "a pipe or a device, no file"),
    "triage.error-no-archive": ("名字像压缩包，内容不是", "an archive by its name, but not by what is in it"),
    "triage.error-unreadable": ("无法读取", "cannot be read"),
    "triage.error-crashed": ("诊断它时程序自己出错了，请报告", "this program failed on it; please report it"),
    "triage.error-bomb": ("解压后大得不正常，没有继续解压", "it unpacks to far too much: reading it was stopped"),
    "triage.error-nested": ("压缩包套了三层，没有打开：先解压最外面那层", "archives within archives within another are not opened: unpack the outer one first"),
    "triage.error-encrypted": ("有密码", "it has a password"),
    "triage.error-no-log": ("这个 issue 里没有日志", "no log in the issue"),
    # the store and what humans say of verdicts
    "triage.help-more": (
        "另有：triage confirm（确认原因）、triage reject（否定结论）、triage dashboard（由已有的结果生成网页）；各自加 --help 看说明。",
        "See also: triage confirm (this cause is right), triage reject (this verdict is wrong), triage dashboard (a page from results that are there); each with --help.",
    ),
    "triage.help-store": (
        "SQLite 文件：记住日志、结论、指纹和人工更正；没有变的日志不再重新诊断。",
        "An SQLite file that remembers logs, verdicts, fingerprints and corrections; what has not changed is not diagnosed again.",
    ),
    "triage.help-reports": (
        "给每份失败的日志写一份 HTML 报告，放进这个文件夹，统计网页会链接过去。",
        "Write an HTML report of each failed log into this folder; the dashboard links to them.",
    ),
    "triage.help-dashboard": ("把统计写成一个中英文网页。", "Write the figures as one web page in both languages."),
    "triage.help-page": ("由已有的结果文件（.jsonl、.parquet）或 --store 的文件生成统计网页。", "Make the dashboard from a file of results (.jsonl, .parquet) or from a store."),
    "triage.help-results": ("triage -o 写出的文件，或 --store 的文件。", "What triage -o has written, or a store."),
    "triage.help-linked": ("triage --reports 写出的文件夹，网页会链接过去。", "The folder that triage --reports has written: the page links to its reports."),
    "triage.help-confirm": (
        "告诉 --store：这份日志的原因是 ID（规则名，或 healthy、foreign、unknown）。之后的统计以此为准，rules calibrate 也能用它来检验。",
        "Tell the store that ID is the cause of a log (a rule, or healthy, foreign, unknown). It counts from then on, and rules calibrate can measure by it.",
    ),
    "triage.help-reject": ("告诉 --store：这份日志的结论是错的。", "Tell the store that the verdict on a log is wrong."),
    "triage.help-log": (
        "日志文件，或 triage 显示的名字（如 owner/repo#12）或其结尾，或摘要的开头几位。",
        "The log: a file, a name that triage shows (such as owner/repo#12) or its end, or the first digits of its digest.",
    ),
    "triage.help-cause": ("规则名，例如 env.torchcodec；或 healthy、foreign、unknown。", "A rule's id, such as env.torchcodec; or healthy, foreign, unknown."),
    "triage.help-answer": ("给提问者的答复的网址；以后同样的失败会显示它。", "Address of the answer that was given; it is shown with the same failure from then on."),
    "triage.help-from": (
        "日志已经不在原处时，从这里（文件、文件夹、压缩包、issue 导出）再读一次。",
        "Where the log can be read again (a file, folder, archive or dump of issues) when it is not where it was.",
    ),
    "triage.store-none": ("请用 --store 指出记录在哪个文件里。", "Say with --store which file remembers."),
    "triage.store-missing": ("没有 {name} 这个文件。先运行：sovits-doctor triage 日志 --store {name}", "There is no {name}. First run: sovits-doctor triage LOGS --store {name}"),
    "triage.store-foreign": ("{name} 不是 sovits-doctor 的记录文件，没有动它。", "{name} is not a store of sovits-doctor, and was left as it is."),
    "triage.store-newer": ("{name} 是更新版本的 sovits-doctor 写的，请先升级。", "{name} was written by a newer sovits-doctor: update this one first."),
    "triage.store-busy": ("{name} 一直被另一个进程占用，请稍后再试。", "{name} is being written by another process all the time. Try again later."),
    "triage.store-damaged": (
        "{name} 已损坏（{reason}）。请换回一份备份；没有备份的话，sqlite3 的 .recover 也许能救回人工更正。也可以用 --store 另起一个文件。",
        "{name} is damaged ({reason}). Take back a copy of it; without one, the .recover of sqlite3 may save what people said. Or begin a new file with --store.",
    ),
    "triage.store-readonly": (
        "{name} 不能写：它或它所在的文件夹是只读的。复制到能写的地方，再用 --store 指过去。",
        "{name} may not be written: it, or its folder, is read-only. Copy it to where you may write, and name the copy with --store.",
    ),
    "triage.store-unopened": ("打不开 {name}：它所在的文件夹不存在，或者没有权限。", "{name} cannot be opened: its folder is not there, or closed to you."),
    "triage.store-full": (
        "{name} 写不进去了（{reason}），磁盘满了吗？腾出空间，再运行同样的命令；已经报告过的都还在。",
        "{name} cannot be written any more ({reason}): is the disk full? Make room and run the same command again: what was told before is kept.",
    ),
    "triage.store-folder": ("{name} 是文件夹；--store 要的是一个文件，例如 triage.db。", "{name} is a folder; --store wants a file, such as triage.db."),
    "triage.store-unusable": ("无法使用 {name}：{reason}", "{name} cannot be used: {reason}"),
    "triage.log-unknown": (
        "{store} 里没有叫 {name} 的日志，也没有这个文件。请用 triage 显示的名字、文件路径，或摘要的开头几位。",
        "{store} knows no log called {name}, and there is no such file. Give a name that triage shows, a path, or the first digits of a digest.",
    ),
    "triage.log-several": ("{name} 可能是其中任何一份，请写全：\n  {names}", "{name} may be any of these, give the whole name:\n  {names}"),
    "triage.log-unreadable": ("{name} 里没有可读的日志。", "There is no log to be read in {name}."),
    "triage.answer-no-address": ("{name} 不是网址；请给出 http:// 或 https:// 开头的完整地址。", "{name} is no address; give a whole one that begins with http:// or https://"),
    "triage.reject-nothing": ("{name} 没有已知的原因，没有可否定的结论。", "No cause is known of {name}: there is no verdict to reject."),
    "triage.results-unreadable": ("{name} 不是 triage 的结果文件：{reason}", "{name} is no file of results: {reason}"),
    "triage.confirmed": ("已记下：{name} 的原因是：{title}（{id}）。", "Noted: the cause of {name} is this: {title} ({id})."),
    "triage.rejected": ("已记下：{name} 的原因不是：{title}（{id}）。", "Noted: the cause of {name} is not this: {title} ({id})."),
    "triage.confirm-no-cause": (
        "{id} 是别的原因带来的现象或建议，不能当作原因。请写出原因；还没有规则的话，写 unknown。",
        "{id} is a consequence or an advice and cannot be the cause. Name the cause, or `unknown` when no rule is about it.",
    ),
    "triage.is-gone": ("这条规则现在没有了", "a rule that is not there any more"),
    "triage.is-healthy": ("没有失败", "no failure"),
    "triage.is-foreign": ("别的程序的失败", "a failure of another program"),
    "triage.is-unknown": ("还没有规则的失败", "a failure without a rule"),
    "triage.answered-by": ("答复：{address}", "Answer: {address}"),
    "triage.kept": (
        "日志已存一份，可以检验把握程度：sovits-doctor rules calibrate {store}",
        "A copy of the log is kept, so confidence can be measured: sovits-doctor rules calibrate {store}",
    ),
    "triage.not-kept": ("日志原文不在手边（可用 --from 指出），rules calibrate 用不上它。", "The log itself is not at hand (--from tells where): rules calibrate cannot use it."),
    "triage.now-different": ("和上次相比，{count} 份日志的结论变了。", "Logs whose verdict differs from the last one: {count}"),
    "triage.answered": ("{count} 份日志的失败已经有人答复过。", "Logs whose failure has been answered already: {count}"),
    "triage.duplicate": ("  {name} 和 {other} 一样：{address}", "  {name} is the same as {other}: {address}"),
    "triage.folder-url": (
        "{name} 不是本机的文件夹；换一个，写好以后再传到别处。",
        "{name} is no folder on this machine; choose one, and copy what is in it elsewhere afterwards.",
    ),
    "triage.outdated": (
        "记录里还有 {count} 份日志的结论来自别的规则或版本；把它们再给一次就会更新。",
        "Remembered logs whose verdict is by other rules or another version: {count}. Give them again to renew it.",
    ),
    # a cluster
    "triage.help-scheduler": (
        "在 Dask 集群上诊断：调度器地址，例如 tcp://host:8786；local:4 在本机启动 4 个进程。",
        "Diagnose on a Dask cluster: the scheduler's address, such as tcp://host:8786; local:4 starts four workers on this machine.",
    ),
    "triage.help-shards": (
        "集群各机器都能读写的文件夹或网址（s3:// 等）：结果以 Parquet 文件保存在那里；默认在 -o 的文件旁边，完成后删除。",
        "A folder or URL (s3:// and the like) that all machines of the cluster reach: results are kept there as Parquet. Left out: beside the file of -o, until all is done.",
    ),
    "triage.help-shard": (
        "--scheduler 时一次交给 worker 的日志份数；日志很大时用小一点的数。",
        "With --scheduler: logs that a worker is given at a time; fewer when they are very large.",
    ),
    "triage.need-cluster": (
        "在集群上运行需要另外的软件包：pip install 'sovits-doctor[cluster]'（调度器和每个 worker 也一样）",
        "A cluster needs further packages: pip install 'sovits-doctor[cluster]' (here, for the scheduler and on each worker)",
    ),
    "triage.need-shards": (
        "请用 --shards 指出集群各机器都能读写的文件夹或网址，或用 -o 指出结果文件。",
        "Say with --shards which folder or URL all machines of the cluster reach, or with -o where the results go.",
    ),
    "triage.shards-alone": ("--shards 要和 --scheduler 一起用。", "--shards needs --scheduler."),
    "triage.shards-here": ("{name} 只有本进程看得到，集群的各机器够不着。", "Only this process sees {name}; no machine of a cluster does."),
    "triage.shards-other": (
        "{name} 里是另一批日志的结果，没有动它。换一个地方，或用 --force 替换。",
        "{name} holds the results of other logs and was left as it is. Choose another place, or replace them with --force.",
    ),
    "triage.shards-unusable": ("无法使用 {name}：{reason}", "{name} cannot be used: {reason}"),
    "triage.scheduler-local": ("{name} 不对；写 local，或 local:4（4 个进程）。", "{name} is not right: write local, or local:4 for four workers."),
    "triage.scheduler-silent": (
        "{name} 那里没有 Dask 调度器应答（最多等 {seconds} 秒）：{reason}",
        "No Dask scheduler answers at {name} (within {seconds} seconds): {reason}",
    ),
    "triage.scheduler-lost": (
        "和调度器 {name} 的连接断了。已完成的都在，用同样的命令接着做。",
        "The scheduler at {name} is gone. What was done is kept: the same command goes on.",
    ),
    "triage.no-worker": (
        "{name} 现在没有 worker，正在等（没有装 sovits-doctor 的 worker 一接到任务就退出）。启动：dask worker {name} --nworkers auto --nthreads 1",
        "There is no worker at {name}; waiting for one (a worker without sovits-doctor ends with its first task). To start some: dask worker {name} --nworkers auto --nthreads 1",
    ),
    "triage.worker-no-folder": (
        "worker {worker} 看不到 {name}。请用 --shards 指出各机器都能读写的地方。",
        "The worker on {worker} does not see {name}. Say with --shards which place all machines reach.",
    ),
    "triage.worker-no-log": (
        "worker {worker} 看不到 {name}。请把日志放到各机器都能读的地方（共享文件夹、s3://），或打成压缩包。",
        "The worker on {worker} does not see {name}. Put the logs where all machines reach them (a shared folder, s3://), or pack them into an archive.",
    ),
    "triage.worker-other": (
        "worker {worker} 上的 sovits-doctor（{theirs}）或其规则和这里的（{ours}）不一样。请在各处装同一个版本。",
        "The worker on {worker} has another sovits-doctor ({theirs}), or other rules, than this one ({ours}). Install the same everywhere.",
    ),
    "triage.worker-rules": ("worker {worker} 读不了规则：{reason}", "The worker on {worker} cannot read the rules: {reason}"),
    "triage.worker-lacks": ("worker {worker}：{reason}", "The worker on {worker}: {reason}"),
    "triage.shard-failed": (
        "有一部分日志在集群上没能诊断：{reason}。已完成的都在，用同样的命令接着做。",
        "Part of the logs could not be examined on the cluster: {reason}. What was done is kept: the same command goes on.",
    ),
    "triage.worker-bare": (
        "调度器或 worker 上没有可用的 sovits-doctor：{reason}。请在各处运行 pip install 'sovits-doctor[cluster]'",
        "Scheduler or workers lack sovits-doctor: {reason}. Install it on all of them: pip install 'sovits-doctor[cluster]'",
    ),
}
