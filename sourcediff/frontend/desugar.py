"""Make exits structured: what follows a `return`, `break` or `continue` moves into the other branch. The third stage.

Afterwards a body has no exits: a function's value is `%ret`, a turn that ends its loop sets `%stop`.
Where exits nest so deep that neither branch surely exits, one guard `%done` protects what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

RETURN = "%ret"
RETURNED = "%returned"
Body = list[Any]
LOOPS = (gast.For, gast.While)


@dataclass(frozen=True)
class Exits:
    """What a body's exits set: the flags of the loop it stands in, if it stands in one."""

    stop: str | None = None
    done: str | None = None


class _Names:
    def __init__(self) -> None:
        self.count = 0

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"%{stem}{self.count}"


def desugar(body: Body) -> Body:
    """A function's body without exits; its value is left in `%ret`."""
    return _rewrite(_with_end(body), Exits(done=RETURNED), _Names())


def _with_end(body: Body) -> Body:
    """A body that says that it gives None where it ends without a return, if it gives something elsewhere."""
    if not _returns(body, something=True) or _always_exits(body):
        return body
    return [*body, gast.copy_location(gast.Return(None), body[-1])]


def _assign(name: str, value: Any, at: Any) -> Any:
    target = gast.Name(name, gast.Store(), None, None)
    node = gast.Assign([target], value, None)
    gast.copy_location(node, at)
    gast.copy_location(target, at)
    gast.copy_location(value, at)
    return node


def _set(name: str, flag: bool, at: Any) -> Any:
    return _assign(name, gast.Constant(flag, None), at)


def _read(name: str, at: Any) -> Any:
    return gast.copy_location(gast.Name(name, gast.Load(), None, None), at)


def can_exit(node: Any) -> bool:
    """Whether control may leave the body that a statement stands in."""
    if isinstance(node, (gast.Return, gast.Break, gast.Continue)):
        return True
    if isinstance(node, gast.If):
        return any(map(can_exit, node.body)) or any(map(can_exit, node.orelse))
    if isinstance(node, LOOPS):
        return _returns(node.body) or any(map(can_exit, node.orelse))
    return False


def _returns(body: Body, something: bool = False) -> bool:
    """Whether a body may return, or return something."""
    for node in body:
        if isinstance(node, gast.Return) and (node.value is not None or not something):
            return True
        inner = [*node.body, *node.orelse] if isinstance(node, (gast.If, *LOOPS)) else []
        if _returns(inner, something):
            return True
    return False


def _always_exits(body: Body) -> bool:
    """Whether control surely does not reach the end of a body."""
    for node in body:
        if isinstance(node, (gast.Return, gast.Break, gast.Continue, gast.Raise)):
            return True
        if isinstance(node, gast.If) and _always_exits(node.body) and _always_exits(node.orelse):
            return True
        if _is_endless(node):
            return True
    return False


def _is_endless(node: Any) -> bool:
    """Whether a loop ends by a return only."""
    always = isinstance(node, gast.While) and isinstance(node.test, gast.Constant)
    return always and bool(node.test.value) and not _breaks(node.body)


def _rewrite(body: Body, exits: Exits, names: _Names) -> Body:
    out: Body = []
    for place, node in enumerate(body):
        rest = body[place + 1 :]
        if isinstance(node, (gast.Return, gast.Break, gast.Continue)):
            return out + _exit(node, exits)
        if isinstance(node, gast.If) and can_exit(node):
            return out + _branch(node, rest, exits, names)
        if isinstance(node, LOOPS):
            loop, after = _loop(node, rest, exits, names)
            out += loop
            if after is None:
                continue
            return out + after
        if isinstance(node, gast.If):
            out.append(_if(node, node.body, node.orelse, exits, names))
            continue
        out.append(node)
    return out


def _exit(node: Any, exits: Exits) -> Body:
    out: Body = []
    if isinstance(node, gast.Return):
        out.append(_assign(RETURN, node.value or gast.Constant(None, None), node))
        out.append(_set(RETURNED, True, node))
    if exits.stop is not None and not isinstance(node, gast.Continue):
        out.append(_set(exits.stop, True, node))
    if exits.done is not None and exits.done != RETURNED:
        out.append(_set(exits.done, True, node))
    return out


def _branch(node: Any, rest: Body, exits: Exits, names: _Names) -> Body:
    if not rest or _always_exits(node.body):
        return [_if(node, node.body, node.orelse + rest, exits, names)]
    if _always_exits(node.orelse):
        return [_if(node, node.body + rest, node.orelse, exits, names)]
    done = names.fresh("done")
    inner = Exits(exits.stop, done)
    branch = _if(node, node.body, node.orelse, inner, names)
    tail = _rewrite(rest, exits, names)
    outer = [_set(exits.done, True, node)] if exits.done not in (None, RETURNED) else []
    guard = gast.copy_location(gast.If(_read(done, node), outer or [_pass(node)], tail), node)
    return [_set(done, False, node), branch, guard]


def _pass(at: Any) -> Any:
    return gast.copy_location(gast.Pass(), at)


def _if(node: Any, body: Body, orelse: Body, exits: Exits, names: _Names) -> Any:
    made = gast.If(node.test, _rewrite(body, exits, names), _rewrite(orelse, exits, names))
    return gast.copy_location(made, node)


def _loop(node: Any, rest: Body, exits: Exits, names: _Names) -> tuple[Body, Body | None]:
    """The loop without exits, and what follows it if that had to be guarded."""
    stops = _breaks(node.body) or _returns(node.body)
    stop = names.fresh("stop") if stops else None
    body = _rewrite(node.body, Exits(stop), names)
    if isinstance(node, gast.For):
        made = gast.For(node.target, node.iter, body, [], None)
    else:
        made = gast.While(node.test, body, [])
    gast.copy_location(made, node)
    made.stop, made.asked = stop, bool(node.orelse)
    out: Body = []
    returns = _returns(node.body)
    if stop is not None:
        out.append(_set(stop, False, node))
    if returns:
        out.append(_set(RETURNED, False, node))
    out.append(made)
    if not returns and not (node.orelse and stop is not None):
        if node.orelse and any(map(can_exit, node.orelse)):
            return out, _rewrite(node.orelse + rest, exits, names)
        return out + _rewrite(node.orelse, exits, names), None
    if not returns:
        skip = gast.copy_location(gast.If(_read(stop, node), [_pass(node)], node.orelse), node)  # type: ignore[arg-type]
        return out, _rewrite([skip, *rest], exits, names)
    leave: Body = []
    if exits.stop is not None:
        leave.append(_set(exits.stop, True, node))
    if exits.done is not None and exits.done != RETURNED:
        leave.append(_set(exits.done, True, node))
    follow = list(node.orelse)
    if follow and _breaks(node.body):
        follow = [gast.copy_location(gast.If(_read(stop, node), [_pass(node)], follow), node)]  # type: ignore[arg-type]
    tail = _rewrite(follow + rest, exits, names)
    guard = gast.copy_location(gast.If(_read(RETURNED, node), leave or [_pass(node)], tail), node)
    return out, [guard]


def _breaks(body: Body) -> bool:
    """Whether a body breaks out of the loop that it is the body of."""
    for node in body:
        if isinstance(node, gast.Break):
            return True
        if isinstance(node, gast.If) and (_breaks(node.body) or _breaks(node.orelse)):
            return True
        if isinstance(node, LOOPS) and _breaks(node.orelse):
            return True
    return False
