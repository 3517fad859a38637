"""What is checked, by groups; each has `check(probe, …)`, which gives problems only."""
