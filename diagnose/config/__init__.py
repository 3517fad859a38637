"""The configuration of GPT-SoVITS: its files read with positions, its schema as data, and what is wrong with the values."""
