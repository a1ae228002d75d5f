"""Dicts, sets, queues and lists that hold inactive data, of which keys and items are known only at run time."""

import collections
import heapq
from collections import Counter, defaultdict, deque

import numpy as np


def letter_counts(x, word):
    counts = {}
    for c in word:
        counts[c] = counts.get(c, 0) + 1
    total = 0.0
    for c, n in counts.items():
        total += x**n * n
    return total * len(counts)


def grouped(v, labels):
    groups = {}
    for i, k in enumerate(labels):
        groups.setdefault(k, []).append(i)
    out = 1.0
    for k, members in groups.items():
        s = 0.0
        for i in members:
            s += v[i] * v[i]
        out *= s
    return out


def without_repeats(v, index):
    seen = set()
    total = 0.0
    for i in index:
        if i in seen:
            continue
        seen.add(i)
        total += v[i] ** 2
    return total * len(seen)


def default_numbers(x, word):
    d = defaultdict(int)
    for c in word:
        d[c] += 1
    return sum((x ** d[k] for k in d)) * d["zz"] + x * len(d)


def default_lists(v, labels):
    d = collections.defaultdict(list)
    for i, k in enumerate(labels):
        d[k].append(i)
    return sum((np.prod(np.array([v[i] for i in d[k]])) for k in d))


def counters(x, word):
    c = Counter(word)
    ((w, n),) = c.most_common(1)
    return x**n + len(c) * x * c["a"]


def taken_out(x, word):
    d = {}
    for i, c in enumerate(word):
        d[c] = i
    last = d.pop("a")
    del d["b"]
    y = x if "b" in d else x * x
    while d:
        k, v = d.popitem()
        y = y * x + v
    return y * last + d.get("q", 7) * x


def comprehensions(x, word):
    where = {c: i for i, c in enumerate(word)}
    letters = {c for c in word}
    return sum((x * i for c, i in where.items())) * x ** len(letters) * sum(where.values())


def breadth_first(x, graph, start):
    dist = {start: 0}
    queue = deque([start])
    while queue:
        u = queue.popleft()
        for w in graph[u]:
            if w not in dist:
                dist[w] = dist[u] + 1
                queue.append(w)
    total = 0.0
    for node, d in dist.items():
        total += x**d
    return total


def by_priority(v, order):
    heap = []
    for i in order:
        heapq.heappush(heap, (i * 7 % 5, i))
    total = 1.0
    k = 0
    while heap:
        p, i = heapq.heappop(heap)
        total = total * v[i] + p * k
        k += 1
    return total


def agenda(x, n):
    todo = [n, 1]
    y = x
    while todo:
        k = todo.pop(0)
        y = y * x + k
        if k > 2:
            todo.insert(0, k - 2)
    return y


def changed_after_it_was_read(x, n):
    groups = {}
    for i in range(n):
        groups.setdefault(i % 2, []).append(i)
    total = 0.0
    for k, m in groups.items():
        for i in m:
            total += x**i
    groups[0].clear()
    groups[1].append(9)
    return total * len(groups[1]) + len(groups[0])


def views_and_extremes(x, n):
    d = {}
    for i in range(n):
        d[i] = i
    keys = d.keys()
    d[n] = 7
    e = d
    e[n + 1] = 9
    return x ** len(keys) * sum(d.values()) + x * max(d, key=d.get) + x * max(d.values())


def a_list_is_tested_and_changed(x, n):
    queue = [n]
    y = x
    if queue:
        y = x * x
    queue.pop(0)
    if queue:
        y = y * 3.0
    k = len(queue)
    queue.append(1)
    return y * x + k * x + len(queue)


def two_names(x, n):
    a = {}
    b = {}
    for i in range(n):
        a[i] = i
    b = a if n > 2 else b
    b[0] = 5
    return x * a[0] + x * x * len(b)


def keys_by_branch(x, n):
    d = {}
    if n > 2:
        d[n] = 1
    else:
        d["a"] = 2
    d["b"] = 3
    return x ** len(d) * sum(d.values())


def bounded_queue(x, n):
    q = deque(maxlen=2)
    for i in range(n):
        q.append(i)
    q.rotate(1)
    q.extendleft([7, 8])
    return sum(q) * x * x + q[0] * x + x * q.maxlen


def pairs_as_keys(x, n):
    d = {}
    for i in range(n):
        d[i, i + 1] = i
    d[2, 3] = d.get((1, 2), 0) + 4
    return sum((a * b * x**v for (a, b), v in d.items()))


def parents(x, n):
    parent = {n: None}
    for i in range(n):
        parent[n - i - 1] = n - i
    k = 0
    y = x
    while k is not None:
        y = y * x + k
        k = parent[k]
    return y


def set_operators(x, n):
    s = {1, 2}
    for i in range(n):
        s.add(i)
    t = s | {9}
    u = s & {1}
    w = s - {0}
    s |= {77}
    s -= {1}
    return x * len(t) + x ** len(u) + sum(s) * x * x + len(w) * x + (x if 77 in s else 0)


def dicts_in_a_list(x, n):
    rows = []
    for i in range(n):
        d = {"i": i}
        rows.append(d)
        d["w"] = 2 * i
    return rows[1]["w"] * x + x * x * len(rows[0])


def words_split(x, text):
    words = text.split()
    y = x
    if words:
        y = x * x
    while words:
        words.pop()
    return y


GRAPH = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": [], "e": ["a"]}
NUMBERED = {0: [1, 2], 1: [3], 2: [3], 3: []}
V = np.array([0.5, -0.9, 1.3, 0.8])


def numbered_labels(v, labels):
    idx = {}
    for k in labels:
        if k not in idx:
            idx[k] = len(idx)
    sums = np.zeros(len(idx))
    for a, k in zip(v, labels):
        sums[idx[k]] += a * a
    return np.prod(sums)


def moving_window(v, n):
    window = deque()
    total = 0.0
    for i in range(n):
        window.append(i)
        if len(window) > 2:
            window.popleft()
        total += v[window[0]] * v[window[-1]]
    return total


def table_of_numbers(x, n):
    table = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            table[i][j] = i * j + 1
    return sum((x ** table[i][n - 1] for i in range(n)))


def parentheses(x, text):
    stack = []
    depth = 0
    for c in text:
        if c == "(":
            stack.append(c)
        elif c == ")":
            stack.pop()
        depth = max(depth, len(stack))
    return x**depth if not stack else x


def dicts_by_key(x, n):
    d = {}
    for i in range(n):
        d[i] = {"n": i}
    for i in range(n):
        d[i]["n"] += 5
    return sum((e["n"] * x for e in d.values()))


def dicts_in_dicts(x, n):
    d = {}
    for i in range(n):
        d.setdefault(i % 2, {})[i] = i
    return sum((x ** len(inner) * k for k, inner in d.items())) + x


def sets_by_key(x, n):
    d = {}
    for i in range(n):
        d.setdefault(i % 2, set()).add(i)
    return sum((x ** len(inner) for inner in d.values())) * (x if 3 in d[1] else 2.0)


def list_methods(x, n):
    xs = [i for i in range(n)]
    xs.remove(1)
    a = xs.index(2)
    xs[0] = 5
    xs += [7]
    xs.extend(range(2))
    del xs[0]
    return x ** len(xs) * sum(xs) + a * x + max(xs) * x + (x if 7 in xs else 0.0)


CASES = [
    *(
        (fn, (0.7, "banana"), 0)
        for fn in (letter_counts, default_numbers, counters, comprehensions)
    ),
    *((fn, (V, "abab"), 0) for fn in (grouped, default_lists)),
    (grouped, (V, [1, 2, 1, 2]), 0),
    (without_repeats, (V, [0, 1, 0, 2, 1]), 0),
    (taken_out, (0.7, "abcab"), 0),
    (breadth_first, (0.7, GRAPH, "a"), 0),
    (breadth_first, (0.7, NUMBERED, 0), 0),
    (by_priority, (V, [2, 0, 1, 3]), 0),
    (agenda, (0.7, 5), 0),
    *(
        (fn, (0.7, 3), 0)
        for fn in (
            changed_after_it_was_read,
            views_and_extremes,
            a_list_is_tested_and_changed,
            two_names,
            keys_by_branch,
            bounded_queue,
            pairs_as_keys,
            parents,
            set_operators,
            dicts_in_a_list,
        )
    ),
    *((fn, (0.7, 1), 0) for fn in (two_names, keys_by_branch)),
    (words_split, (0.7, "a b c"), 0),
    (numbered_labels, (V, "abab"), 0),
    (moving_window, (V, 4), 0),
    *((fn, (0.7, 3), 0) for fn in (table_of_numbers, dicts_by_key, list_methods)),
    *((fn, (0.7, 5), 0) for fn in (dicts_in_dicts, sets_by_key)),
    (parentheses, (0.7, "(()())"), 0),
]
