"""Triage: many logs in; causes counted, the unknown grouped, one record for each log."""
