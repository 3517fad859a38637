"""Frames without source lines."""
exec(compile("def run(hps):\n    return eval(hps)\n\nrun('true')", "<frozen s2_train>", "exec"))
