"""Recursion that stores into the arrays it is given: in place, on views, twofold, mutual, with results, in loops."""

import numpy as np


def fill(a, x, i):
    if i < len(a):
        a[i] = x**i
        fill(a, x, i + 1)


def powers(x):
    a = np.zeros(4)
    fill(a, x, 0)
    return np.sum(a * a)


def haar(a):
    n = len(a)
    if n > 1:
        s = (a[::2] + a[1::2]) / 2.0
        d = (a[::2] - a[1::2]) / 2.0
        a[: n // 2] = s
        a[n // 2 :] = d
        haar(a[: n // 2])


def haar_of_copy(v):
    v = v.copy()
    haar(v)
    return np.sum(v**3)


def haar_of_argument(v):
    haar(v)
    return np.sum(v**3)


def qsort(a, lo, hi):
    if lo < hi:
        p = a[hi]
        i = lo
        for j in range(lo, hi):
            if a[j] < p:
                t = a[i]
                a[i] = a[j]
                a[j] = t
                i += 1
        t = a[i]
        a[i] = a[hi]
        a[hi] = t
        qsort(a, lo, i - 1)
        qsort(a, i + 1, hi)


def quicksort(v):
    a = v * 1.0
    qsort(a, 0, len(a) - 1)
    return np.sum(a**2 * np.arange(1.0, len(a) + 1))


def msort(a):
    n = len(a)
    if n < 2:
        return
    m = n // 2
    left = a[:m].copy()
    right = a[m:].copy()
    msort(left)
    msort(right)
    i = 0
    j = 0
    for k in range(n):
        if j >= len(right) or (i < len(left) and left[i] <= right[j]):
            a[k] = left[i]
            i += 1
        else:
            a[k] = right[j]
            j += 1


def mergesort(v):
    a = v * 1.0
    msort(a)
    return np.sum(a**2 * np.arange(1.0, len(a) + 1))


def cholesky(a):
    n = a.shape[0]
    if n == 1:
        a[0, 0] = np.sqrt(a[0, 0])
        return
    m = n // 2
    cholesky(a[:m, :m])
    a[m:, :m] = np.linalg.solve(a[:m, :m], a[m:, :m].T).T
    a[m:, m:] -= a[m:, :m] @ a[m:, :m].T
    a[:m, m:] = 0.0
    cholesky(a[m:, m:])


def cholesky_by_halves(a):
    b = a @ a.T + 4.0 * np.eye(len(a))
    cholesky(b)
    return np.sum(np.sin(b))


def vcycle(u, f, h):
    n = len(u)
    for k in range(2):
        u[1:-1] = 0.5 * (u[2:] + u[:-2] + h * h * f[1:-1])
    if n > 3:
        r = np.zeros(n)
        r[1:-1] = f[1:-1] - (2 * u[1:-1] - u[2:] - u[:-2]) / (h * h)
        rc = r[::2] * 1.0
        e = np.zeros(len(rc))
        vcycle(e, rc, 2 * h)
        u[::2] += e
        u[1:-1:2] += 0.5 * (e[1:] + e[:-1])


def multigrid(f):
    u = np.zeros(9)
    vcycle(u, f, 0.125)
    vcycle(u, f, 0.125)
    return np.sum(u * u)


def relax(u, n):
    if n == 0:
        return
    for i in range(1, len(u) - 1):
        u[i] = 0.5 * (u[i - 1] + u[i + 1]) + 0.1 * u[i] ** 2
    relax(u, n - 1)


def relaxed(u):
    relax(u, 3)
    return np.sum(u**2)


def ping(a, n, x):
    if n > 0:
        a[n] = a[n - 1] * x
        pong(a, n - 1, x)


def pong(a, n, x):
    if n > 0:
        a[n] += a[n + 1] ** 2
        ping(a, n - 1, x)


def mutual(v, x):
    a = v.copy()
    ping(a, 4, x)
    return np.sum(a)


def tree(acc, k, x):
    if k < len(acc):
        acc[k] += x * (k + 1)
        tree(acc, 2 * k + 1, x * x)
        tree(acc, 2 * k + 2, np.sin(x))


def tree_of_totals(x):
    acc = np.zeros(7)
    tree(acc, 0, x)
    return np.sum(acc**2)


def fib(memo, n, x):
    if n < 2:
        return x + n
    if memo[n] != 0.0:
        return memo[n]
    r = fib(memo, n - 1, x) * x + fib(memo, n - 2, x)
    memo[n] = r
    return r


def table(x):
    memo = np.zeros(8)
    return fib(memo, 7, x)


def tables_in_a_loop(x):
    t = 0.0
    for k in range(2, 5):
        memo = np.zeros(8)
        t += fib(memo, k, x) * memo[k - 1]
    return t


def bitrev(a, out, s, k, n):
    if n == 1:
        out[k] = a[s]
    else:
        bitrev(a, out, s, k, n // 2)
        bitrev(a, out, s + len(a) // n, k + n // 2, n // 2)


def bit_reversal(v):
    out = np.zeros(len(v))
    bitrev(v, out, 0, 0, len(v))
    return np.sum(out * np.arange(len(v)) ** 2 * out)


def sorted_in_place(a, n):
    if n <= 1:
        return a
    for i in range(n - 1):
        if a[i] > a[i + 1]:
            a[i], a[i + 1] = a[i + 1], a[i]
    return sorted_in_place(a, n - 1)


def argument_handed_back(v):
    a = v * 2.0
    b = sorted_in_place(a, len(a))
    b[0] *= 3.0
    return np.sum(a * a * np.arange(len(a)))


def fft(re, im):
    n = len(re)
    if n > 1:
        er, ei = re[::2].copy(), im[::2].copy()
        od, oi = re[1::2].copy(), im[1::2].copy()
        fft(er, ei)
        fft(od, oi)
        for k in range(n // 2):
            c, s = np.cos(2 * np.pi * k / n), -np.sin(2 * np.pi * k / n)
            tr, ti = c * od[k] - s * oi[k], c * oi[k] + s * od[k]
            re[k], im[k] = er[k] + tr, ei[k] + ti
            re[k + n // 2], im[k + n // 2] = er[k] - tr, ei[k] - ti


def two_arrays(v):
    re = v.copy()
    im = np.zeros(len(v))
    fft(re, im)
    return np.sum((re**2 + im**2) ** 2)


def fftc(a):
    n = len(a)
    if n == 1:
        return
    e = a[::2].copy()
    o = a[1::2].copy()
    fftc(e)
    fftc(o)
    w = np.exp(-2j * np.pi * np.arange(n // 2) / n)
    a[: n // 2] = e + w * o
    a[n // 2 :] = e - w * o


def complex_array(v):
    a = v + 0j
    fftc(a)
    return np.sum(np.abs(a) ** 4)


def fft_views(a, b):
    n = len(a)
    if n > 1:
        fft_views(a[::2], b[::2])
        fft_views(a[1::2], b[1::2])
        b[: n // 2] = a[::2] + a[1::2] * 0.5
        b[n // 2 :] = a[::2] - a[1::2] * 0.3
        a[...] = b * b


def views_of_two(v):
    a = v.copy()
    b = np.zeros(len(v))
    fft_views(a, b)
    return np.sum(a)


def array_of_a_closure(v, n):
    acc = np.zeros(3)

    def go(y, k):
        acc[k % 3] += y * y
        if k > 0:
            go(y * v, k - 1)

    go(v, n)
    return np.sum(acc * acc)


def in_branches_of_a_loop(v, n):
    a = v * 1.0
    for i in range(3):
        if v[i] > 0:
            relax(a, i)
        a[1] *= 1.1
    return np.sum(a**2)


def countdown(a, n):
    if n == 0:
        return 1.0
    a[n] *= a[n - 1]
    s = countdown(a, n - 1)
    return s * a[n] + a[0]


def with_a_number(v):
    a = v.copy()
    s = countdown(a, 3)
    return s * np.sum(a)


def two(a, n):
    if n == 0:
        return a[0], 2.0
    a[n] = a[n] * a[n - 1]
    s, t = two(a, n - 1)
    return s * a[n], t + s


def with_a_pair(v):
    a = v.copy()
    s, t = two(a, 3)
    return s * t * np.sum(a)


def mix(a, b, n):
    if n > 0:
        a[0] += b[0] * b[1]
        mix(b, a, n - 1)


def parts_that_are_apart(v):
    a = v * 1.0
    mix(a[:2], a[2:], 3)
    return np.sum(a * a)


def two_arguments(v, w):
    mix(v, w, 3)
    return np.sum(v * w)


def kw(a, *, n, x=2.0):
    if n > 0:
        a[n] *= x * a[0]
        kw(a, n=n - 1, x=x * 1.1)


def by_keyword(v):
    a = v * 1.0
    kw(a, n=3)
    return np.sum(a * a)


def mode(a, how, n):
    if n == 0:
        return 0.0
    if how == "read":
        return a[0] + mode(a, "write", n - 1)
    a[n] = a[n] * a[n - 1]
    return mode(a, "read", n - 1)


def by_word(v):
    a = v * 1.0
    s = mode(a, "read", 4)
    return s + np.sum(a * a)


def resh(a, n):
    if n > 0:
        b = a.reshape(-1)
        b[n] *= b[0]
        resh(a, n - 1)


def reshaped(v):
    a = np.outer(v, v)
    resh(a, 3)
    return np.sum(a * a)


def complex_array_of_real(v):
    a = v * np.array([1.0, 2.0, 3.0, -1.0]) + 0j
    fftc(a)
    return np.sum(np.abs(a) ** 4)


def integers(order, a, k):
    if k < len(a):
        order[k] = len(a) - 1 - k
        a[k] *= a[order[0]]
        integers(order, a, k + 1)


def integers_beside(v):
    a = v * 1.0
    order = np.zeros(len(v), dtype=int)
    integers(order, a, 0)
    return np.sum(a[order] * np.arange(len(v)))


def marked(a, seen, k):
    if seen[k]:
        return 0.0
    seen[k] = True
    return a[k] * a[k] + 0.5 * marked(a, seen, (k + 3) % len(a)) + marked(a, seen, (k + 1) % len(a))


def marks(v):
    return marked(v, np.zeros(len(v), dtype=bool), 1)


def lu(a):
    """Row operations on the trailing part, a view at each level."""
    if len(a) > 1:
        a[1:, 0] /= a[0, 0]
        a[1:, 1:] -= np.outer(a[1:, 0], a[0, 1:])
        lu(a[1:, 1:])


def lu_of_views(m):
    a = m + 4.0 * np.eye(len(m))
    lu(a)
    return np.sum(np.log(np.diag(a))) + np.sum(a[1:, 0])


def edge_twice(a, n):
    a[0] += 0.1 * a[1] * a[1]
    if n > 0:
        edge_twice(a[1:], n - 1)
        edge_twice(a[:-1], n - 1)


def overlapping_views_in_turn(v):
    a = v * 1.0
    edge_twice(a, 2)
    a *= a
    edge_twice(a, 1)
    return np.sum(a * a)


def made_by_the_first(x, n):
    def go(k, y, a=None):
        if a is None:
            a = np.zeros(5)
        a[k] += y
        if k > 0:
            go(k - 1, y * x, a)
        return a

    return np.sum(go(n, x) ** 2)


def top_none(k, y, x, a=None):
    if a is None:
        a = np.zeros(5)
    a[k] += y
    if k > 0:
        top_none(k - 1, y * x, x, a)
    return a


def made_by_the_outermost(x, n):
    return np.sum(top_none(n, x, x) ** 2)


def halves_ret(a):
    n = len(a)
    if n == 1:
        a[0] *= a[0]
        return a
    left = halves_ret(a[: n // 2])
    right = halves_ret(a[n // 2 :])
    a[0] += left[-1] * right[0]
    return a


def halves_handed_back(v):
    a = v * 1.0
    b = halves_ret(a)
    return np.sum(a * b)


def copy_sort(a):
    if len(a) <= 1:
        return a
    p = a[0]
    lo = copy_sort(a[1:][a[1:] < p])
    hi = copy_sort(a[1:][a[1:] >= p])
    return np.concatenate([lo, [p], hi])


def sorts_copies(v):
    a = v * 2.0
    a[0] = a[1] * a[2]
    s = copy_sort(a)
    return np.sum(s * np.arange(len(s)) ** 2)


def hanoi(n, src, dst, via, pegs):
    if n > 0:
        hanoi(n - 1, src, via, dst, pegs)
        pegs[dst] = pegs[dst] * 1.1 + pegs[src]
        hanoi(n - 1, via, dst, src, pegs)


def towers(v):
    p = v.copy()
    hanoi(3, 0, 2, 1, p)
    return np.sum(p * p)


def flood(img, out, i, j, c):
    if i < 0 or j < 0 or i >= img.shape[0] or j >= img.shape[1]:
        return
    if out[i, j] != 0.0 or img[i, j] < 0.0:
        return
    out[i, j] = img[i, j] * c
    flood(img, out, i + 1, j, c * 0.9)
    flood(img, out, i, j + 1, c * 0.8)
    flood(img, out, i - 1, j, c)
    flood(img, out, i, j - 1, c)


def flood_fill(img):
    out = np.zeros(img.shape)
    flood(img, out, 0, 0, 1.0)
    return np.sum(out * out)


def subsets(v, i, cur, out):
    if i == len(v):
        out[0] += cur * cur
        return
    subsets(v, i + 1, cur, out)
    subsets(v, i + 1, cur + v[i], out)


def all_subsets(v):
    out = np.zeros(1)
    subsets(v, 0, 0.0, out)
    return out[0]


def by_another_name_in_a_loop(v, n):
    a = v * 1.0
    k = 0
    while k < n:
        hanoi(k, 0, 2, 1, a)
        if k == 1:
            b = a
        else:
            b = a[::-1]
        b[0] *= 1.5
        k += 1
    return np.sum(a)


def two_written(a, b, n):
    if n > 0:
        a[n], b[n] = b[n - 1] * a[n], a[n - 1] + b[n]
        two_written(b, a, n - 1)
        return a[n] * b[0]
    return 1.0


def two_that_swap(v):
    a, b = v * 1.0, v + 1.0
    s = two_written(a, b, 3)
    return s * np.sum(a * b)


def arr_result(a, n):
    if n == 0:
        return a * 2.0
    a[n] *= a[n - 1]
    r = arr_result(a, n - 1)
    return r * a[n]


def with_an_array(v):
    a = v * 1.0
    r = arr_result(a, 3)
    a[0] = 5.0 * a[1]
    return np.sum(r * a)


def with_an_array_stored_into(v):
    a = v * 1.0
    r = arr_result(a, 3)
    r[0] = 5.0 * a[1]
    return np.sum(r * a)


def rk(f, y, n, out):
    if n == 0:
        return
    out[len(out) - n] = y
    rk(f, y + 0.1 * f(y), n - 1, out)


def steps_of_a_function(x):
    out = np.zeros(5)
    rk(lambda t: t * x - t**3, 1.0, 5, out)
    return np.sum(out**2)


def rk_rows(y, n, out):
    if n == 0:
        return
    out[len(out) - n, :] = y
    rk_rows(y + 0.1 * np.sin(y), n - 1, out)


def rows_of_steps(v):
    out = np.zeros((5, 4))
    rk_rows(v, 5, out)
    return np.sum(out**2 * np.arange(20.0).reshape(5, 4))


def pegs_by_name(n, src, dst, via, pegs):
    if n > 0:
        pegs_by_name(n - 1, src, via, dst, pegs)
        i = "abc".index(dst)
        j = "abc".index(src)
        pegs[i] = pegs[i] * 1.1 + pegs[j]
        pegs_by_name(n - 1, via, dst, src, pegs)


def towers_by_name(v):
    p = v.copy()
    pegs_by_name(3, "a", "c", "b", p)
    return np.sum(p * p)


V = np.array([0.3, 1.2, -0.7, 0.9])
V8 = np.array([0.3, 1.2, -0.7, 0.9, 2.0, 0.1, -0.2, 0.5])
M = np.array(
    [[0.5, -0.2, 0.1, 0.4], [0.3, 0.8, -0.6, 0.2], [-0.1, 0.4, 0.7, 0.3], [0.2, 0.1, -0.3, 0.9]]
)


def scaled_or_not(b, n, x, scale=None):
    if scale is None:
        scale = np.ones(3)
    if n == 0:
        return
    scale[n - 1] *= x
    b[n] += scale[n - 1] * b[n - 1]
    scaled_or_not(b, n - 1, x, scale)
    scaled_or_not(b, n - 1, x)


def given_on_some_calls(a, x):
    b = a * x
    scaled_or_not(b, 3, x)
    return np.sum(b * b)


CASES = [
    (given_on_some_calls, (V, 1.2), (0, 1)),
    *((fn, (0.7,), 0) for fn in (powers, tree_of_totals, table, tables_in_a_loop)),
    *(
        (fn, (V8,), 0)
        for fn in (haar_of_copy, haar_of_argument, quicksort, mergesort, relaxed, bit_reversal)
    ),
    *(
        (fn, (V,), 0)
        for fn in (
            argument_handed_back,
            two_arrays,
            complex_array,
            views_of_two,
            with_a_number,
            with_a_pair,
        )
    ),
    *(
        (fn, (V,), 0)
        for fn in (parts_that_are_apart, by_keyword, by_word, reshaped, complex_array_of_real)
    ),
    *((fn, (V,), 0) for fn in (integers_beside, marks, overlapping_views_in_turn)),
    *((fn, (M,), 0) for fn in (cholesky_by_halves, lu_of_views)),
    (multigrid, (np.linspace(0, 1, 9) ** 2,), 0),
    (mutual, (V8, 0.7), (0, 1)),
    (two_arguments, (V, V[::-1] * 2.0), (0, 1)),
    (array_of_a_closure, (0.7, 4), 0),
    (in_branches_of_a_loop, (V, 3), 0),
    (steps_of_a_function, (0.7,), 0),
    *((fn, (0.7, 3), 0) for fn in (made_by_the_first, made_by_the_outermost)),
    *(
        (fn, (V,), 0)
        for fn in (
            halves_handed_back,
            sorts_copies,
            towers,
            all_subsets,
            two_that_swap,
            with_an_array,
        )
    ),
    *((fn, (V,), 0) for fn in (with_an_array_stored_into, rows_of_steps)),
    (towers_by_name, (V,), 0),
    (flood_fill, (np.abs(np.outer(V, V)) - 0.2,), 0),
    (by_another_name_in_a_loop, (V, 3), 0),
]
