"""The log that a post holds or links to, and its verdict."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Optional

from diagnose import diagnose
from diagnose.action.attachments import attachments, download
from diagnose.action.github import GitHubError
from diagnose.inputs import Input, InputError, blocks_of
from diagnose.library import Library
from diagnose.model import Diagnosis
from diagnose.saving import file_name
from diagnose.triage.collect import collect
from diagnose.triage.post import read_post
from diagnose.triage.tally import Passed

ATTACHMENTS, MEMBERS = 3, 20
"""Files of a post, and logs of one file, that are looked at."""
_RANK = ("healthy", "unrecognised", "diagnosed")


@dataclass(frozen=True)
class Verdict:
    """What a log says."""

    diagnosis: Diagnosis
    name: str

    @property
    def confidence(self) -> float:
        """Of the first cause; 0 unless there is a diagnosis."""
        return self.diagnosis.causes[0].confidence if self.diagnosis.status == "diagnosed" else 0.0


def verdict_of(body: str, server: str, library: Library, least: float) -> Optional[Verdict]:
    """The verdict on the log in a post, else, where that tells no cause with a confidence of `least`, on the logs that are attached to it; the
    surest of several. None for a post without a log. `server` is where attachments may be: `https://github.com`."""
    post = read_post(body)
    log = post.log or post.perhaps
    found = [Verdict(diagnose(log.encode("utf-8", "replace"), library), "-")] if log else []
    if not any(one.confidence >= least for one in found):
        for url in attachments(body, server)[:ATTACHMENTS]:
            found += _attached(url, library)
    return max(found, key=lambda one: (_RANK.index(one.diagnosis.status), one.confidence), default=None)


def _attached(url: str, library: Library) -> Iterator[Verdict]:
    with tempfile.TemporaryDirectory(prefix="sovits-doctor-") as folder:
        try:
            data = download(url)
        except GitHubError:
            return
        name = url.rpartition("/")[2]
        file = Path(folder) / f"{file_name(name)}.{name.rpartition('.')[2]}"
        file.write_bytes(data)
        for number, item in enumerate(collect([str(file)], Passed())):
            if number < MEMBERS and not item.error:
                try:
                    yield Verdict(diagnose(blocks_of(Input(item.name, item.open)), library), name)
                except InputError:
                    continue
