"""The command `fix`: safe edits of configuration values and leftovers moved away, shown before, kept in a backup, checked afterwards."""
