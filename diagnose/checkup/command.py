"""The command `check`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Dict, Mapping, Optional, Tuple, cast

from diagnose.checkup.check import ERROR, UNKNOWN
from diagnose.checkup.checkapp import FORMATS
from diagnose.checkup.checkup import Checkup, run_checkup
from diagnose.checkup.interpreter import choose_interpreter
from diagnose.checkup.looking import config_paths, workspace_root
from diagnose.diagnosing import complain, format_of, print_text, save
from diagnose.inputs import InputError
from diagnose.messages import EN, ZH, say
from diagnose.saving import Saver

if TYPE_CHECKING:
    from diagnose.checkup.checkapp import CheckOptions


def run_check(options: CheckOptions) -> int:
    """Check what the options name and report it; gives back the exit code."""
    try:
        style = format_of(options.format, options.output)
        if style not in FORMATS:
            raise InputError("output-format", name=options.output)
        root = workspace_root(options.workspace)
        configs = config_paths(options.configs)
        python, how = choose_interpreter(options.python, root)
    except InputError as error:
        return complain(error.key, options.lang, **error.values)
    if sys.stderr.isatty():
        print(say("check.asking", options.lang, python=python), file=sys.stderr)
    checkup = run_checkup(root, python, configs, options.stage)
    text = render(checkup, how, options, style)
    if options.output:
        saver = Saver(options.output, style, options.force)
        save(saver, saver.wanted("checkup"), text, options.lang, lambda: render(checkup, how, options, "terminal"))
    else:
        print_text(text)
    return 1 if checkup.count(ERROR) or checkup.count(UNKNOWN) else 0


def render(checkup: Checkup, how: str, options: CheckOptions, style: str) -> str:
    """The list in a format. What is meant to be shared has its private details replaced; the terminal shows the user's own paths."""
    from diagnose.checkup.overview import Overview, build_overview

    hidden: Optional[Mapping[str, int]] = None
    if style != "terminal" and not options.no_redact:
        checkup, hidden = redacted(checkup)
    if style == "json":
        from diagnose.checkup.record import to_json

        return to_json(checkup, redacted=hidden is not None) + "\n"
    titles = rule_titles(checkup)

    def overview(lang: str) -> Overview:
        return build_overview(checkup, titles, lang, how, hidden)

    other = EN if options.lang == ZH else ZH
    if style == "html":
        from diagnose.checkup.page import render_html

        return render_html([overview(options.lang), overview(other)])
    if style == "markdown":
        from diagnose.checkup.listing import render_markdown

        return render_markdown(overview(options.lang), overview(other) if options.both else None)
    from diagnose.checkup import terminal

    return terminal.render(overview(options.lang), options.verbose, color=not options.output and sys.stdout.isatty())


def redacted(checkup: Checkup) -> Tuple[Checkup, Mapping[str, int]]:
    """The checkup without what is private, and how many things of each kind were replaced.

    Of the configuration files only the paths are kept: no report shows their text.
    """
    from diagnose.redaction import Redactor

    bare = replace(checkup, files=tuple(replace(file, text="", values={}, checks=()) for file in checkup.files))
    redactor = Redactor()
    redactor.clean(bare)  # what one text shows to be private is hidden in all of them
    return cast(Checkup, redactor.clean(bare)), redactor.counts


def rule_titles(checkup: Checkup) -> Dict[str, Mapping[str, str]]:
    """Titles of the rules that checks name."""
    named = {check.rule for check in checkup.checks if check.rule}
    if not named:
        return {}
    from diagnose.library import load_library

    rules = load_library().rules
    return {name: rules[name].title for name in named if name in rules}
