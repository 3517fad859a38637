"""What is known beside the log: configuration files, the program folder, the environment, and what checks of them found.

The log tells what was; a file tells what is. So the log's own words win, and files fill in what it does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Dict, Optional, Sequence, Tuple

from diagnose.checkup.check import Check
from diagnose.model import Episode, Fact, Facts, Log

CONFIG, WORKSPACE, ENVIRONMENT = "config", "workspace", "environment"
"""Where a fact comes from that the log does not tell."""
SAME_RUN = ("config.name", "config.data.exp_dir", "config.s2_ckpt_dir")
"""Values that name the experiment: a file where they differ from the log's is of another run."""
NAMES = ("config.name", "config.train.exp_name")
"""Where a file names its experiment."""
OF_ONE_RUN = ("interpreter", "experiment")
"""Facts that one run tells of itself and not of the machine."""


@dataclass(frozen=True)
class Config:
    """One configuration file."""

    path: str
    """As it is shown."""
    stages: Tuple[str, ...]
    """Whose configuration it is; empty when that cannot be told."""
    facts: Facts
    """`config.…`, with file and line."""
    sections: Tuple[str, ...] = ()
    """Names of its sections: in them a key may be told to be missing. Empty for a file that is broken."""


@dataclass(frozen=True)
class Outside:
    """All that is known beside the log."""

    facts: Facts = field(default_factory=dict)
    """Of the program folder (`workspace.…`) and of interpreter and machine."""
    configs: Tuple[Config, ...] = ()
    """Those that count more first."""
    checks: Tuple[Check, ...] = ()

    def configs_of(self, runs: Sequence[Episode]) -> Dict[int, Config]:
        """By a run's index the file that it read: the first of its stage.

        A file belongs to the last such run alone, for it may have been written anew for each; to none when it is about another
        experiment by now.
        """
        found: Dict[int, Config] = {}
        for index in range(len(runs) - 1, -1, -1):
            config = next((one for one in self.configs if self._fits(one, runs[index])), None)
            if config is not None and config not in found.values() and not _of_another_run(config, runs[index]):
                found[index] = config
        return found

    def _fits(self, config: Config, run: Episode) -> bool:
        return run.stage in config.stages if run.stage and config.stages else len(self.configs) == 1


NOTHING = Outside()


def _of_another_run(config: Config, run: Episode) -> bool:
    known = [(run.facts.get(key), config.facts.get(key)) for key in SAME_RUN]
    known += [(run.facts.get("experiment"), config.facts.get(key)) for key in NAMES]
    return any(told and read and told.value not in (read.value, None, "") for told, read in known)


def filled(log: Log, outside: Outside) -> Log:
    """The log with the facts that it does not tell itself."""
    if outside == NOTHING:
        return log
    told = {key for run in log.episodes for key in run.facts}
    machine = {key: fact for key, fact in outside.facts.items() if key not in told or key in OF_ONE_RUN}
    configs = outside.configs_of(log.episodes)
    return replace(log, episodes=tuple(_filled(run, machine, configs.get(index)) for index, run in enumerate(log.episodes)))


def _filled(run: Episode, machine: Facts, config: Optional[Config]) -> Episode:
    facts: Dict[str, Fact] = dict(machine)
    sections = run.config
    if config is not None:
        facts.update((key, fact) for key, fact in config.facts.items() if _section(key) not in run.config)
        sections = tuple(dict.fromkeys(run.config + config.sections))
    return replace(run, facts={**facts, **run.facts}, config=sections)


def _section(key: str) -> str:
    """The section of `config.train.batch_size`: `train`; that of the outermost values is empty."""
    return key.partition(".")[2].rpartition(".")[0]
