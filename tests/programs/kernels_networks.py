"""Kernels of neural networks with explicit loops: convolution, pooling, normalization, whole networks."""

import numpy as np


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    tmp_max = np.max(x, axis=-1, keepdims=True)
    tmp_out = np.exp(x - tmp_max)
    tmp_sum = np.sum(tmp_out, axis=-1, keepdims=True)
    return tmp_out / tmp_sum


def softmax_in_place(x):
    x -= np.max(x, axis=-1, keepdims=True)
    np.exp(x, out=x)
    x /= np.sum(x, axis=-1, keepdims=True)
    return x


def conv2d(x, weights):
    k = weights.shape[0]
    n = x.shape[0]
    h_out = x.shape[1] - k + 1
    w_out = x.shape[2] - k + 1
    out = np.empty((n, h_out, w_out, weights.shape[3]), dtype=x.dtype)
    for i in range(h_out):
        for j in range(w_out):
            out[:, i, j, :] = np.sum(
                x[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :],
                axis=(1, 2, 3),
            )
    return out


def conv2d_bias(x, weights, bias):
    return conv2d(x, weights) + bias


def conv2d_by_taps(x, weights):
    k = weights.shape[0]
    h_out, w_out = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = np.zeros((x.shape[0], h_out, w_out, weights.shape[3]))
    for i in range(k):
        for j in range(k):
            out += x[:, i : i + h_out, j : j + w_out, :] @ weights[i, j]
    return out


def maxpool2d(x):
    out = np.empty([x.shape[0], x.shape[1] // 2, x.shape[2] // 2, x.shape[3]], dtype=x.dtype)
    for i in range(x.shape[1] // 2):
        for j in range(x.shape[2] // 2):
            out[:, i, j, :] = np.max(x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
    return out


def lenet(x, conv1, b1, conv2, b2, fc1w, fc1b, fc2w, fc2b):
    x = relu(conv2d(x, conv1) + b1)
    x = maxpool2d(x)
    x = relu(conv2d(x, conv2) + b2)
    x = maxpool2d(x)
    x = np.reshape(x, (x.shape[0], -1))
    x = relu(x @ fc1w + fc1b)
    return x @ fc2w + fc2b


def mlp(x, w1, b1, w2, b2, w3, b3):
    x = relu(x @ w1 + b1)
    x = relu(x @ w2 + b2)
    return softmax(x @ w3 + b3)


def batchnorm2d(x, eps=1e-5):
    mean = np.mean(x, axis=0, keepdims=True)
    std = np.std(x, axis=0, keepdims=True)
    return (x - mean) / np.sqrt(std + eps)


def resnet_block(x, conv1, conv2, conv3):
    padded = np.zeros((x.shape[0], x.shape[1] + 2, x.shape[2] + 2, conv1.shape[3]))
    padded[:, 1:-1, 1:-1, :] = conv2d(x, conv1)
    h = batchnorm2d(padded)
    h = relu(h)
    h = conv2d(h, conv2)
    h = batchnorm2d(h)
    h = relu(h)
    h = conv2d(h, conv3)
    h = batchnorm2d(h)
    return relu(h + x)


rng = np.random.default_rng(14)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


IMAGES = random(2, 4, 4, 2)
LENET = (
    random(1, 10, 10, 1), random(3, 3, 1, 2), random(2), random(3, 3, 2, 2), random(2),
    random(2, 3), random(3), random(3, 2), random(2),
)  # fmt: skip
MLP = (random(3, 4), random(4, 5), random(5), random(5, 4), random(4), random(4, 3), random(3))
CASES = [
    *((fn, (random(2, 2, 3),), 0) for fn in (softmax, softmax_in_place)),
    (conv2d, (IMAGES, random(2, 2, 2, 3)), (0, 1)),
    (conv2d_bias, (IMAGES, random(2, 2, 2, 3), random(3)), (0, 1, 2)),
    (conv2d_by_taps, (IMAGES, random(2, 2, 2, 3)), (0, 1)),
    (maxpool2d, (IMAGES,), 0),
    (lenet, LENET, tuple(range(9))),
    (lenet, LENET, (1, 5)),
    (mlp, MLP, tuple(range(7))),
    (batchnorm2d, (IMAGES,), 0),
    (
        resnet_block,
        (random(3, 3, 3, 2), random(1, 1, 2, 2), random(3, 3, 2, 2), random(1, 1, 2, 2)),
        (0, 1, 2, 3),
    ),
]
