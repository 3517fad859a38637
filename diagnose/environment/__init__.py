"""The training interpreter and the machine it runs on: a probe that asks, and what its answers mean."""
