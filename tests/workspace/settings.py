"""Healthy configuration of a program folder, as the web UI writes it."""

from __future__ import annotations

from typing import Any, Dict

from diagnose.workspace.pretrained import expected_files

BERT = "GPT_SoVITS/pretrained_models/chinese-roberta-wwm-ext-large"
HUBERT = "GPT_SoVITS/pretrained_models/chinese-hubert-base"


def pretrained(part: str, version: str) -> str:
    """Path of a base model from the program folder; empty when the version has none."""
    return next((one.path for one in expected_files() if one.part == part and version in one.versions), "")


def weights_folder(kind: str, version: str) -> str:
    """`kind` is SoVITS or GPT."""
    return f"{kind}_weights" if version == "v1" else f"{kind}_weights_{version}"


def s2_base(version: str) -> Dict[str, Any]:
    """GPT_SoVITS/configs/s2.json and its relatives."""
    plus, pro = version == "v2ProPlus", version in ("v2Pro", "v2ProPlus")
    return {
        "train": {
            "log_interval": 100, "eval_interval": 500, "seed": 1234, "epochs": 100, "learning_rate": 0.0001, "betas": [0.8, 0.99], "eps": 1e-09,
            "batch_size": 32, "fp16_run": True, "lr_decay": 0.999875, "segment_size": 20480, "init_lr_ratio": 1, "warmup_epochs": 0,
            "c_mel": 45, "c_kl": 1.0, "text_low_lr_rate": 0.4, "grad_ckpt": False,
        },
        "data": {
            "max_wav_value": 32768.0, "sampling_rate": 32000, "filter_length": 2048, "hop_length": 640, "win_length": 2048,
            "n_mel_channels": 128, "mel_fmin": 0.0, "mel_fmax": None, "add_blank": True, "n_speakers": 300, "cleaned_text": True,
        },
        "model": {
            "inter_channels": 192, "hidden_channels": 192, "filter_channels": 768, "n_heads": 2, "n_layers": 6, "kernel_size": 3,
            "p_dropout": 0.0 if pro else 0.1, "resblock": "1", "resblock_kernel_sizes": [3, 7, 11],
            "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]], "upsample_rates": [10, 8, 2, 2, 2],
            "upsample_initial_channel": 768 if plus else 512, "upsample_kernel_sizes": [20 if plus else 16, 16, 8, 2, 2], "n_layers_q": 3,
            "use_spectral_norm": False, "gin_channels": 1024 if pro else 512, "semantic_frame_rate": "25hz", "freeze_quantizer": True,
        },
        "s2_ckpt_dir": "logs/s2/big2k1",
        "content_module": "cnhubert",
    }  # fmt: skip


def tmp_s2(version: str, experiment: str) -> Dict[str, Any]:
    """TEMP/tmp_s2.json, in full precision, as a machine without a card gets it."""
    config = s2_base(version)
    lora = version in ("v3", "v4")
    config["train"].update(
        batch_size=2, fp16_run=False, epochs=2 if lora else 8, save_every_epoch=1 if lora else 4, if_save_latest=True, if_save_every_weights=True, gpu_numbers="0",
        pretrained_s2G=pretrained("s2G", version), pretrained_s2D=pretrained("s2D", version), lora_rank="32",
    )  # fmt: skip
    config["model"]["version"] = config["version"] = version
    config["data"]["exp_dir"] = config["s2_ckpt_dir"] = f"logs/{experiment}"
    config["save_weight_dir"], config["name"] = weights_folder("SoVITS", version), experiment
    return config


def s1_base(version: str) -> Dict[str, Any]:
    """GPT_SoVITS/configs/s1longer.yaml and s1longer-v2.yaml."""
    return {
        "train": {"seed": 1234, "epochs": 20, "batch_size": 8, "save_every_n_epoch": 1, "precision": "16-mixed", "gradient_clip": 1.0},
        "optimizer": {"lr": 0.01, "lr_init": 0.00001, "lr_end": 0.0001, "warmup_steps": 2000, "decay_steps": 40000},
        "data": {"max_eval_sample": 8, "max_sec": 54, "num_workers": 4, "pad_val": 1024},
        "model": {
            "vocab_size": 1025, "phoneme_vocab_size": 512 if version == "v1" else 732, "embedding_dim": 512, "hidden_dim": 512, "head": 16,
            "linear_units": 2048, "n_layer": 24, "dropout": 0, "EOS": 1024, "random_bert": 0,
        },
        "inference": {"top_k": 5 if version == "v1" else 15},
    }  # fmt: skip


def tmp_s1(version: str, experiment: str) -> Dict[str, Any]:
    """TEMP/tmp_s1.yaml."""
    config = s1_base(version)
    config["train"].update(
        batch_size=2, precision="32", epochs=15, save_every_n_epoch=5, if_save_latest=True, if_save_every_weights=True, if_dpo=False,
        half_weights_save_dir=weights_folder("GPT", version), exp_name=experiment,
    )  # fmt: skip
    config["pretrained_s1"] = pretrained("s1", version)
    config["train_semantic_path"] = f"logs/{experiment}/6-name2semantic.tsv"
    config["train_phoneme_path"] = f"logs/{experiment}/2-name2text.txt"
    config["output_dir"] = f"logs/{experiment}/logs_s1_{version}"
    return config


def tts_infer(version: str) -> Dict[str, Any]:
    """GPT_SoVITS/configs/tts_infer.yaml."""
    one = {
        "bert_base_path": BERT, "cnhuhbert_base_path": HUBERT, "device": "cpu", "is_half": False, "version": version,
        "t2s_weights_path": pretrained("s1", version), "vits_weights_path": pretrained("s2G", version),
    }  # fmt: skip
    return {"custom": dict(one), version: dict(one)}
