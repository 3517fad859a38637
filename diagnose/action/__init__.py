"""The GitHub Action: answers issues and comments that hold a log, or labels them by cause."""
