"""What programs print while all is well: what a log is searched for must be rare in it."""

from __future__ import annotations

PROGRESS = """
Epoch 23:  15%|#  | 156/1000 [39:57<00:36, 0.59it/s, v_num=0, total_loss_step=7.7e+02, lr_step=0.000455, top_3_acc_step=0.504, total_loss_epoch=1, lr_epoch=0, top_3_acc_epoch=0.5]
INFO:name:Train Epoch: 1 [0%]  INFO:name:[6.04, 5.25, 0.38, 167.4, 0.0, 243.0, 0, 9.99875e-05]  ====> Epoch: 4
INFO:name:Saving model and optimizer state at iteration 4 to logs/name/logs_s2_v2/G_233333333333.pth  INFO:name:saving ckpt name_e4:Success.
2026-11-03 06:27:30,447 INFO sovits.train loss_g=26.4673 loss_d=39.3367 loss_mel=17.1345 kl=22.1287 lr=6.59e-05
D:\\GPT-SoVITS\\runtime\\lib\\site-packages\\torch\\functional.py:665: UserWarning: stft FutureWarning: DeprecationWarning:
GPU available: True (cuda), used: True  LOCAL_RANK: 0  [rank: 0] Seed set to 1234  Building prefix dict from the default dictionary
HTTP Request: GET "HTTP/1.1 200 OK"  0%|  | 0/12 [00:00<?, ?it/s]  not requires_grad
D:\\GPT-SoVITS-v2pro-20250604\\logs\\name\\logs_s2_v2ProPlus\\D_233333333333.pth  SoVITS_weights_v2Pro/name_e8_s200.pth  GPT_weights_v2Pro/name-e15.ckpt
"""
"""Printed by the thousand: a literal in it would make the whole log worth reading."""

DIVERGED = "loss: nan, loss=nan, loss = nan, loss:nan, loss:  nan, loss=  nan, Loss: NaN, Loss=NaN, Loss = NaN, Loss:NaN"
"""Printed by the thousand once it has gone wrong."""

ORDINARY = """
stft with return_complex=False is deprecated. In a future pytorch release, stft will return complex tensors for all inputs (Triggered internally at ..\\aten\\src\\ATen\\native\\SpectralOps.cpp:873.)
/root/miniconda3/envs/GPTSoVits/lib/python3.9/site-packages/torch/optim/lr_scheduler.py:224: UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the opposite order.
Grad strides do not match bucket view strides. This may indicate grad was not created according to the gradient layout contract, or that the param's strides changed since DDP was constructed.
Loading model from cache C:\\Users\\user\\AppData\\Local\\Temp\\jieba.cache Loading model cost 0.612 seconds. Prefix dict has been built successfully.
INFO:torch.nn.parallel.distributed:Reducer buckets have been rebuilt in this iteration. Using 16bit Automatic Mixed Precision (AMP) TPU available: False, using: 0 TPU cores HPU available: False
实际输入的参考文本: 实际输入的目标文本: 前端处理后的文本(每句): 训练集音频时长分布正常 正在提取语义特征，请稍候…… 请不要输入过长的文本 模型加载完成，耗时 已完成 开始训练 这是一个用于测试的参考音频文本。
INFO 2026-11-03 06:27:30 127.0.0.1:52110 - "POST /tts HTTP/1.1" 200 OK  Set SoVITS_weights to load weights from  Set GPT path   100%|##########| 12/12 [00:03<00:00,  3.51it/s]  downloading file from model hub, total size
"""
"""Printed now and then: a piece of a literal in it costs a look."""
