"""Build hook: compiles the rules, so that an installed command need not read 170 YAML files at every start."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled rules to the wheel."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from diagnose.compiled import FILE, PIECES, dump_pieces
        from diagnose.library import compile_rules, load_library, packaged_rules

        library = load_library()
        for name, data in ((FILE, compile_rules([packaged_rules()])), (PIECES, dump_pieces(library.anchors.words))):
            target = Path(self.directory) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            build_data["force_include"][str(target)] = f"diagnose/rules/{name}"
