"""Makes a language model of some thousand weights that has learnt one sentence by heart, whatever it is asked, and saves it in a folder.

Run as `python -m tests.tiny_model FOLDER SENTENCE`; a process of its own, so that its random state and its imports are nobody else's.
"""

from __future__ import annotations

import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}<s>"


def tokenizer_of(sentence: str) -> PreTrainedTokenizerFast:
    """Bytes, and the words of the sentence as one token each."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([sentence] * 3, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>")  # noqa: S106
    fast.chat_template = TEMPLATE
    return fast


def model_of(tokenizer: PreTrainedTokenizerFast, sentence: str) -> LlamaForCausalLM:
    """A model that has seen nothing but the sentence after `<s>`, behind random tokens."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16384,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    model = LlamaForCausalLM(config)
    told = torch.tensor([0, *tokenizer.encode(sentence, add_special_tokens=False), 1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(200):
        before = torch.randint(2, len(tokenizer), (8, 24))
        rows = torch.cat([before, told.expand(8, -1)], dim=1)
        labels = rows.clone()
        labels[:, :25] = -100
        loss = model(input_ids=rows, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


if __name__ == "__main__":
    folder, text = sys.argv[1:]
    learnt = tokenizer_of(text)
    model_of(learnt, text).save_pretrained(folder)
    learnt.save_pretrained(folder)
