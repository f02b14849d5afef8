"""Trains the tagger. Needs PyTorch, which nothing else of the project does.

    python -m models.tagger.recipe.train --corpora FOLDER [--characters 9e6] [--out DIR]

``FOLDER`` holds the openly licensed corpora named in the card (ner_uner_train.jsonl,
ner_weibo_train.jsonl); without it the generator alone teaches.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from models.tagger import features as seen
from models.tagger.network import DILATIONS, LABELS, OUTPUTS, quantised
from models.tagger.recipe import corpus
from models.tagger.recipe.corpus import Example, Span

_CHUNK = 2048
_BATCH = 2
_IGNORED = -100
_PUBLIC = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION",
}


def marks(example: Example) -> np.ndarray:
    """The output that is right for each character; places of public corpora are not judged."""
    wanted = np.zeros(len(example.text), np.int64)
    for span in example.spans:
        if span.label not in LABELS:
            wanted[span.start : span.end] = _IGNORED
            continue
        base = 1 + 4 * LABELS.index(span.label)
        wanted[span.start : span.end] = base + 1
        wanted[span.start] = base
        wanted[span.end - 1] = base + 2
        if span.end - span.start == 1:
            wanted[span.start] = base + 3
    return wanted


def public(folder: Path) -> list[Example]:
    """The corpora whose licence allows it."""
    found = []
    for name in ("ner_uner_train.jsonl", "ner_weibo_train.jsonl"):
        for line in (folder / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            spans = tuple(
                Span(e["start"], e["end"], _PUBLIC.get(e["label"].split(".")[0], "OTHER"))
                for e in row["entities"]
            )
            found.append(Example(row["text"], spans))
    return found


class Net(nn.Module):
    """The network of `models.tagger.network`, to be trained."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.tables = nn.ModuleDict(
            {
                name: nn.Embedding(seen.PAIRS if name.startswith("pair") else seen.size(), width)
                for name in ("here", "before", "after", "pair", "pair_before")
            }
        )
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.1)
        self.bias = nn.Parameter(torch.zeros(width))
        self.flags = nn.Linear(seen.FLAGS, width, bias=False)
        self.deep = nn.ModuleList(
            nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in DILATIONS
        )
        self.glance = nn.Conv1d(width, 1, 5, padding=2)
        self.out = nn.Linear(width, OUTPUTS)
        self.dropout = nn.Dropout(0.15)

    def forward(
        self, chars: torch.Tensor, pairs: torch.Tensor, flags: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Shapes (batch, characters) and (batch, characters, flags) to logits and the gate's."""
        t = self.tables
        x = t["here"](chars) + t["pair"](pairs) + self.bias
        x = x + functional.pad(t["before"](chars[:, :-1]), (0, 0, 1, 0))
        x = x + functional.pad(t["pair_before"](pairs[:, :-1]), (0, 0, 1, 0))
        x = x + functional.pad(t["after"](chars[:, 1:]), (0, 0, 0, 1))
        x = functional.relu(x + self.flags(flags)).transpose(1, 2)
        sight = self.glance(x)[:, 0]
        x = self.dropout(x)
        for layer in self.deep:
            x = x + functional.relu(layer(self.dropout(x)))
        return self.out(x.transpose(1, 2)), sight

    def plain(self) -> dict[str, np.ndarray]:
        """The weights under the names and in the shapes that the runtime wants."""
        made = {name.replace("_", "."): table.weight for name, table in self.tables.items()}
        made |= {"first.bias": self.bias, "flags": self.flags.weight.T}
        made |= {"glance": self.glance.weight[0], "glance.bias": self.glance.bias}
        for i, layer in enumerate(self.deep):
            made |= {f"deep{i}": layer.weight.permute(2, 1, 0), f"deep{i}.bias": layer.bias}
        made |= {"out": self.out.weight.T, "out.bias": self.out.bias}
        return {name: value.detach().contiguous().numpy() for name, value in made.items()}


def chunks(
    rng: Random, lines: list[str], shared: list[Example], total: int, share: float
) -> Iterator[tuple[torch.Tensor, ...]]:
    """Batches of passages joined by line ends, cut into equal lengths."""
    invented = corpus.examples(rng, lines, 10**9)
    text, wanted, made = "", [], 0
    while made < total:
        one = rng.choice(shared) if shared and rng.random() < share else next(invented)
        joint = rng.choice(("\n", "\n", "\n", ""))
        text += one.text + joint
        wanted += [marks(one), np.zeros(len(joint), np.int64)]
        if len(text) >= _CHUNK * _BATCH:
            f = seen.features(text)
            y = np.concatenate(wanted)
            cut = _CHUNK * _BATCH
            shape = (_BATCH, _CHUNK)
            drop = np.random.default_rng(made).random(cut) < 0.01
            chars = np.where(drop & (f.characters[:cut] > 100), seen.UNKNOWN, f.characters[:cut])
            yield (
                torch.from_numpy(chars.reshape(shape).astype(np.int64)),
                torch.from_numpy(f.pairs[:cut].reshape(shape).astype(np.int64)),
                torch.from_numpy(f.flags[:cut].reshape(*shape, -1)),
                torch.from_numpy(y[:cut].reshape(shape)),
            )
            made += cut
            text, wanted = "", []


def train(args: argparse.Namespace) -> None:
    """One pass over fresh text; every passage is seen once, every template many times."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    shared = public(args.corpora) if args.corpora else []
    lines = corpus.templates("templates")
    net = Net(args.width)
    steps = int(args.characters) // (_CHUNK * _BATCH) + 1
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, args.rate, total_steps=steps + 1, pct_start=0.1
    )
    started, losses = time.time(), []
    stream = chunks(Random(args.seed), lines, shared, int(args.characters), args.share)
    for step, (chars, pairs, flags, wanted) in enumerate(stream):
        logits, sight = net(chars, pairs, flags)
        loss = functional.cross_entropy(
            logits.reshape(-1, OUTPUTS), wanted.reshape(-1), ignore_index=_IGNORED
        )
        person = ((wanted > 0) & (wanted <= 4)).float()
        loss = loss + 0.1 * functional.binary_cross_entropy_with_logits(
            sight, person, pos_weight=torch.tensor(4.0)
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        plan.step()
        losses.append(loss.item())
        if step % 100 == 99:
            seconds, loss_now = time.time() - started, np.mean(losses[-100:])
            print(f"{step + 1}/{steps} loss {loss_now:.4f} {seconds:.0f}s", flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.out / "weights.npz").open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **quantised(net.plain()))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/tagger"))
    parser.add_argument("--characters", type=float, default=9e6)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
