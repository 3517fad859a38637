"""How fast a diagnosis is, against what reads or searches the same bytes without understanding them.

pip install -e ".[bench]"
python -m benchmarks
"""
