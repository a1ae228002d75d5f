"""The networks of the NPBench suite, as layers that write into the arrays of activations that they are given."""

import numpy as np


def relu_in_place(x):
    np.maximum(x, 0.0, out=x)


def relu_by_mask(x):
    x[x < 0.0] = 0.0


def softmax_rows(x):
    for row in x.reshape(-1, x.shape[-1]):
        row -= row.max()
        np.exp(row, out=row)
        row /= row.sum()


def softmax(x):
    softmax_rows(x)
    return x


def softmax_into(x, out, work):
    np.max(x, axis=-1, out=work)
    np.subtract(x, work[..., None], out=out)
    np.exp(out, out=out)
    np.sum(out, axis=-1, out=work)
    out /= work[..., np.newaxis]
    return out


def softmax_by_elements(x):
    out = np.empty_like(x)
    for index in np.ndindex(x.shape[:-1]):
        total = 0.0
        top = max(x[index])
        for k in range(x.shape[-1]):
            out[index][k] = np.exp(x[index][k] - top)
            total += out[index][k]
        out[index] /= total
    return out


def conv2d_into(out, x, weights, bias):
    k = weights.shape[0]
    n, h, w, _ = out.shape
    out[...] = bias
    for di in range(k):
        for dj in range(k):
            out += np.tensordot(x[:, di : di + h, dj : dj + w], weights[di, dj], axes=1)


def conv2d_shape(x, weights):
    k = weights.shape[0]
    return (x.shape[0], x.shape[1] - k + 1, x.shape[2] - k + 1, weights.shape[-1])


def conv2d_bias(x, weights, bias):
    out = np.empty(conv2d_shape(x, weights), dtype=x.dtype)
    conv2d_into(out, x, weights, bias)
    return out


def conv2d_by_elements(x, weights, bias):
    out = np.empty(conv2d_shape(x, weights))
    K = weights.shape[0]
    for n, i, j, c in np.ndindex(out.shape):
        out[n, i, j, c] = bias[c]
        for p in range(K):
            for q in range(K):
                out[n, i, j, c] += x[n, i + p, j + q] @ weights[p, q, :, c]
    return out


def conv2d_of_patches(x, weights, bias):
    k, n, h, w, c = weights.shape[0], *conv2d_shape(x, weights)
    patches = np.empty((n, h, w, k * k * x.shape[3]))
    for i in range(h):
        for j in range(w):
            patches[:, i, j] = x[:, i : i + k, j : j + k].reshape(n, -1)
    out = patches.reshape(n * h * w, -1) @ weights.reshape(-1, c)
    out += bias
    return out.reshape(n, h, w, c)


def maxpool_into(out, x):
    out[...] = x[:, ::2, ::2]
    for di, dj in ((0, 1), (1, 0), (1, 1)):
        np.maximum(out, x[:, di::2, dj::2], out=out)


def maxpool_by_elements(x):
    n, h, w, c = x.shape
    out = np.full((n, h // 2, w // 2, c), -np.inf)
    for i in range(h):
        for j in range(w):
            cell = out[:, i // 2, j // 2]
            cell[...] = np.maximum(cell, x[:, i, j])
    return out


def pooled(x):
    out = np.empty((x.shape[0], x.shape[1] // 2, x.shape[2] // 2, x.shape[3]))
    maxpool_into(out, x)
    return out


def lenet(x, conv1, b1, conv2, b2, fc1w, fc1b, fc2w, fc2b):
    for weights, bias in ((conv1, b1), (conv2, b2)):
        h = conv2d_bias(x, weights, bias)
        relu_in_place(h)
        x = pooled(h)
    x = x.reshape(len(x), -1)
    h = np.empty((x.shape[0], fc1w.shape[1]))
    np.matmul(x, fc1w, out=h)
    h += fc1b
    relu_by_mask(h)
    return h @ fc2w + fc2b


def lenet_of_layers(x, filters, dense):
    for layer in filters:
        x = conv2d_bias(x, layer["weights"], layer["bias"])
        relu_by_mask(x)
        x = maxpool_by_elements(x)
    x = np.reshape(x, (x.shape[0], -1))
    for index, layer in enumerate(dense):
        x = x @ layer["weights"]
        x += layer["bias"]
        if index < len(dense) - 1:
            relu_in_place(x)
    softmax_rows(x)
    return x


def dense_into(out, x, weights, bias):
    np.dot(x, weights, out=out)
    np.add(out, bias, out=out)


def mlp(x, w1, b1, w2, b2, w3, b3):
    h1 = np.empty((len(x), len(b1)))
    h2 = np.empty((len(x), len(b2)))
    out = np.empty((len(x), len(b3)))
    dense_into(h1, x, w1, b1)
    relu_in_place(h1)
    dense_into(h2, h1, w2, b2)
    relu_in_place(h2)
    dense_into(out, h2, w3, b3)
    softmax_rows(out)
    return out


def mlp_of_list(x, weights, biases):
    activations = [x]
    for w, b in zip(weights[:-1], biases[:-1]):
        h = activations[-1] @ w
        h += b
        relu_by_mask(h)
        activations.append(h)
    out = activations[-1] @ weights[-1] + biases[-1]
    softmax_rows(out)
    return np.sum(np.log(out)) + sum(np.sum(h * h) for h in activations)


def mlp_by_elements(x, weights, bias):
    out = np.zeros((x.shape[0], bias.shape[0]))
    for n in range(x.shape[0]):
        for j in range(bias.shape[0]):
            out[n, j] = bias[j]
            for i in range(x.shape[1]):
                out[n, j] += x[n, i] * weights[i, j]
            if out[n, j] < 0.0:
                out[n, j] = 0.0
        out[n] /= 1.0 + np.sum(out[n])
    return out


def batchnorm_in_place(x, eps=1e-5):
    x -= np.mean(x, axis=0, keepdims=True)
    x /= np.sqrt(np.std(x, axis=0, keepdims=True) + eps)


def batchnorm_of_channels(x, gamma, beta, eps=1e-5):
    for c in range(x.shape[-1]):
        channel = x[..., c]
        channel -= channel.mean()
        channel *= gamma[c] / np.sqrt(np.mean(channel**2) + eps)
        channel += beta[c]


def resnet_block(x, conv1, conv2, conv3, gamma, beta):
    n, h, w, _ = x.shape
    padded = np.zeros((n, h + 2, w + 2, conv1.shape[-1]))
    conv2d_into(padded[:, 1:-1, 1:-1], x, conv1, 0.0)
    batchnorm_of_channels(padded[:, 1:-1, 1:-1], gamma, beta)
    relu_in_place(padded)
    mid = np.empty((n, h, w, conv2.shape[-1]))
    conv2d_into(mid, padded, conv2, 0.0)
    batchnorm_in_place(mid)
    relu_by_mask(mid)
    out = np.empty(x.shape)
    conv2d_into(out, mid, conv3, 0.0)
    batchnorm_in_place(out)
    out += x
    relu_in_place(out)
    return out


def resnet_stage(x, blocks, gamma, beta):
    for conv1, conv2, conv3 in blocks:
        x += resnet_block(x, conv1, conv2, conv3, gamma, beta)
        x *= 0.5
    return x


rng = np.random.default_rng(24)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


IMAGES = random(2, 4, 4, 2)
LENET = (
    random(1, 10, 10, 1), random(3, 3, 1, 2), random(2), random(3, 3, 2, 2), random(2),
    random(2, 3), random(3), random(3, 2), random(2),
)  # fmt: skip
FILTERS = [{"weights": LENET[1], "bias": LENET[2]}, {"weights": LENET[3], "bias": LENET[4]}]
DENSE = [{"weights": LENET[5], "bias": LENET[6]}, {"weights": LENET[7], "bias": LENET[8]}]
MLP = (random(3, 4), random(4, 5), random(5), random(5, 4), random(4), random(4, 3), random(3))
CONVOLUTION = (IMAGES, random(2, 2, 2, 3), random(3))
BLOCK = (random(1, 1, 2, 2), random(3, 3, 2, 2), random(1, 1, 2, 2))
CASES = [
    (softmax, (random(2, 2, 3),), 0),
    (softmax_into, (random(2, 2, 3), random(2, 2, 3), random(2, 2)), (0, 1, 2)),
    *((fn, CONVOLUTION, (0, 1, 2)) for fn in (conv2d_bias, conv2d_by_elements, conv2d_of_patches)),
    *((fn, (IMAGES,), 0) for fn in (pooled, maxpool_by_elements)),
    (lenet, LENET, tuple(range(9))),
    (lenet_of_layers, (LENET[0], FILTERS, DENSE), (0, 1, 2)),
    (mlp, MLP, tuple(range(7))),
    (mlp_of_list, (MLP[0], list(MLP[1::2]), list(MLP[2::2])), (0, 1, 2)),
    (mlp_by_elements, MLP[:3], (0, 1, 2)),
    (resnet_block, (random(3, 3, 3, 2), *BLOCK, random(2), random(2)), (0, 1, 2, 3, 4, 5)),
    (resnet_stage, (random(3, 3, 3, 2), [BLOCK, BLOCK], random(2), random(2)), (0, 1, 2, 3)),
    (softmax_by_elements, (random(2, 2, 3),), 0),
]
