"""Weights survive their 8 bits, and probabilities are probabilities."""

import numpy as np
import pytest

from models.tagger.features import features
from models.tagger.network import LABELS, OUTPUTS, deepen, glance, quantised, restored, weights

TEXT = "当事人温若棠在云州市青禾路12号经营小吃店，由其兄温若松送货。"


def test_quantised_weights_are_off_by_half_a_step_at_most():
    """Each row keeps its own scale."""
    value = np.random.default_rng(1).normal(size=(7, 5)).astype(np.float32)
    back = restored(quantised({"w": value}))["w"]
    step = np.abs(value).max(axis=1, keepdims=True) / 127
    assert np.all(np.abs(back - value) <= step / 2 + 1e-6)


def test_small_vectors_are_not_quantised():
    """Biases stay as they are."""
    bias = np.array([0.1, -3.0], np.float32)
    assert np.array_equal(restored(quantised({"b": bias}))["b"], bias)


def test_each_row_sums_to_one():
    """Softmax over nothing and four parts of each label."""
    table = deepen(glance(features(TEXT))[0])
    assert table.shape == (len(TEXT), OUTPUTS) == (len(TEXT), 1 + 4 * len(LABELS))
    assert table.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_character_is_read_by_what_stands_near():
    """What is further away than the network reaches changes nothing."""
    far = "甲" * 40
    alone = deepen(glance(features(TEXT + far))[0])
    other = deepen(glance(features(TEXT + far + "李四海出庭作证"))[0])
    assert np.allclose(alone[: len(TEXT)], other[: len(TEXT)], atol=1e-5)


def test_weights_are_read_once():
    """The same arrays for every call."""
    assert weights() is weights()
