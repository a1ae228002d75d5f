"""Grids whose adjoints are computed in memory that is there already: of copies, of multiples, of what a turn leaves."""

import numpy as np


def old_state_copied(u, n):
    u = u.copy()
    for _ in range(n):
        old = u.copy()
        u[1:-1, 1:-1] += 0.1 * (old[2:, 1:-1] + old[:-2, 1:-1] - 2.0 * old[1:-1, 1:-1])
    return np.sum(u * u)


def old_state_read_after_a_store(u, n):
    u = u.copy()
    for _ in range(n):
        old = u.copy()
        u[1:-1, :] = 0.5 * old[2:, :]
        u[:, 1:-1] += 0.3 * old[:, :-2] * old[:, 2:]
    return np.sum(u * u)


def old_state_stored_into(u, n):
    u = u.copy()
    for _ in range(n):
        old = u.copy()
        u[1:-1, 1:-1] = 0.5 * old[2:, 1:-1]
        old[0, :] = u[1, :] * 2.0
        u[:, 0] += old[:, 1] - 4.0 * old[:, 2]
    return np.sum(u * u)


def two_copies_of_one(u, n):
    u = u.copy()
    for _ in range(n):
        p = u.copy()
        q = u.copy()
        u[1:, :] = p[:-1, :] - 3.0 * q[1:, :]
        u[:, 1:] *= 0.1 * q[:, :-1]
    return np.sum(u * u)


def copies_of_two(u, v, n):
    u = u.copy()
    v = v.copy()
    for _ in range(n):
        un = u.copy()
        vn = v.copy()
        u[1:-1, 1:-1] = un[1:-1, 1:-1] - 0.1 * vn[1:-1, 1:-1] * (un[2:, 1:-1] - un[:-2, 1:-1])
        v[1:-1, 1:-1] = vn[1:-1, 1:-1] - 0.1 * un[1:-1, 1:-1] * (vn[1:-1, 2:] - vn[1:-1, :-2])
        u[0, :] = u[-1, :]
    return np.sum(u * u) + np.sum(v)


def copy_for_one_branch(u, n):
    u = u.copy()
    for k in range(n):
        old = u.copy()
        if k % 2 == 0:
            u[1:, :] += 2.0 * old[:-1, :]
        else:
            u[:, 1:] -= 0.5 * old[:, :-1]
    return np.sum(u * u)


def copy_read_by_rows(u, n):
    u = u.copy()
    for _ in range(n):
        old = u.copy()
        total = 0.0
        for i in range(1, len(u)):
            total = total + np.sum(old[i] * old[i - 1])
        u *= 0.5
        u[0, 0] = total
    return np.sum(u * u)


def several_multiples(u, n):
    for _ in range(n):
        flow = u[2:, 1:-1] - 4.0 * u[1:-1, 1:-1] + 3.0 * u[:-2, 1:-1] - 2.0 * u[1:-1, 2:]
        u[1:-1, 1:-1] += 0.1 * flow
    return np.sum(u * u)


def multiple_beside_a_product(u, k, n):
    for _ in range(n):
        flow = u[2:, 1:-1] - 4.0 * u[1:-1, 1:-1] + u[:-2, 1:-1]
        u[1:-1, 1:-1] += k[1:-1, 1:-1] * flow - 0.5 * flow
    return np.sum(u * u)


def multiple_by_a_number_of_the_turn(u, n):
    for i in range(n):
        c = 0.5 + 0.1 * i
        flow = u[2:, :] - c * u[1:-1, :] + u[:-2, :]
        u[1:-1, :] += 0.1 * flow
        u[0, :] = 2.0 * u[0, :] + flow[0]
    return np.sum(u * u)


def grid_read_after_the_loop(u, n):
    flow = np.zeros((2, 2))
    for _ in range(n):
        flow = u[2:, 1:-1] - 4.0 * u[1:-1, 1:-1] + u[:-2, 1:-1]
        u[1:-1, 1:-1] += 0.1 * flow
    return np.sum(u * u) + np.sum(flow * flow)


def grid_whose_row_is_carried(u, n):
    row = u[0] * 1.0
    for _ in range(n):
        flow = u[2:, 1:-1] - 4.0 * u[1:-1, 1:-1] + u[:-2, 1:-1] + row[1:-1]
        row[1:-1] = flow[0]
        u[1:-1, 1:-1] += 0.1 * flow
    return np.sum(u * u) + np.sum(row)


def grid_under_a_name_used_again(u, n):
    s = 0.0
    for i in range(n):
        t = u[1:, :] - 2.0 * u[:-1, :]
        u[1:, :] += 0.1 * t
        t = float(i) * s
        s = s + t + u[0, 0]
    t = 2.0 * s
    return np.sum(u * u) + t


def grids_in_nested_loops(u, n):
    for i in range(n):
        mean = 0.25 * (u[1:, 1:] + u[:-1, 1:] + u[1:, :-1] + u[:-1, :-1])
        for j in range(i):
            rise = mean - 2.0 * u[1:, 1:]
            u[1:, 1:] += 0.1 * rise
            u[:-1, :-1] -= 0.05 * rise
    return np.sum(u * u)


def grid_until_a_test(u, n):
    for i in range(n):
        flow = u[2:, :] - 2.0 * u[1:-1, :] + u[:-2, :]
        u[1:-1, :] += 0.1 * flow
        if i > 1:
            break
    return np.sum(u * u)


def grid_while(u, n):
    i = 0
    while i < n:
        flow = u[2:, :] - 2.0 * u[1:-1, :] + u[:-2, :]
        u[1:-1, :] += 0.1 * flow
        i += 1
    return np.sum(u * u)


def buffers_that_trade_places(start, n):
    a = start.copy()
    b = start.copy()
    for _ in range(n):
        b[1:-1, 1:-1] = 0.3 * (a[2:, 1:-1] + a[:-2, 1:-1] - 2.0 * a[1:-1, 1:-1])
        a, b = b, a
    return np.sum(a * a) + np.sum(b)


U = np.cos(np.arange(16.0)).reshape(4, 4)
K = np.sin(np.arange(16.0)).reshape(4, 4)

CASES = [
    *((f, (U, n), 0) for n in (0, 1, 3) for f in (
        old_state_copied, old_state_read_after_a_store, old_state_stored_into, two_copies_of_one, copy_for_one_branch,
        copy_read_by_rows, several_multiples, multiple_by_a_number_of_the_turn, grid_read_after_the_loop,
        grid_whose_row_is_carried, grid_under_a_name_used_again, grids_in_nested_loops, grid_until_a_test, grid_while,
        buffers_that_trade_places,
    )),
    *((f, (U, K, n), (0, 1)) for n in (0, 1, 3) for f in (copies_of_two, multiple_beside_a_product)),
]  # fmt: skip
