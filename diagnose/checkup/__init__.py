"""The check of a machine, a workspace and their configuration before training: `sovits-doctor check`."""
