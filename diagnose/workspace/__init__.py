"""The program folder of GPT-SoVITS: its release, its pretrained models, the products of its experiments, and what stands in their way."""
