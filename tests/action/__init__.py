"""The GitHub Action, run on events as GitHub sends them against a server that stands for its API."""
