"""The command check, and what it proves about a log."""
