"""Statements: each changes the state."""

from __future__ import annotations

import importlib
from typing import Any

import gast

from sourcediff.frontend.abstract import Static
from sourcediff.frontend.augmented import AugmentedAssignment
from sourcediff.frontend.loops import Loops
from sourcediff.frontend.state import changed
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, walk
from sourcediff.ir.types import OPAQUE

CALLING = (gast.Call, gast.ListComp, gast.GeneratorExp, gast.DictComp, gast.SetComp)
CHANGING = {"store", "append", "pop", "effect", "loop"}


class Statements(Loops, AugmentedAssignment):
    """One method for each kind of statement."""

    def run(self, body: list[Any]) -> None:
        """Lower statements in order; what follows a raise is never reached."""
        for node in body:
            if self.state.dead:
                return
            method = getattr(self, f"_run_{type(node).__name__}", None)
            if method is None:
                raise self.refuse(
                    node, f"`{type(node).__name__}` is not supported", "it is not lowered"
                )
            before = self.enter(node)
            method(node)
            self.leave(before)

    def _run_Pass(self, node: Any) -> None:
        pass

    def _run_Expr(self, node: Any) -> None:
        if isinstance(node.value, gast.Constant):
            return
        self.ev(node.value)

    def _run_Assign(self, node: Any) -> None:
        if any(isinstance(target, gast.Name) for target in node.targets):
            self.check_generator(node.value)
        value = self.ev(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _run_AnnAssign(self, node: Any) -> None:
        if node.value is not None:
            self.bind(node.target, self.ev(node.value))

    def _run_FunctionDef(self, node: Any) -> None:
        made: Any = self.closure(node, node.name)
        for decorator in reversed(node.decorator_list):
            made = self.call(self.ev(decorator), [made], {}, node)
        self.assign(node.name, made)

    def _run_Import(self, node: Any) -> None:
        for alias in node.names:
            module = importlib.import_module(
                alias.name if alias.asname else alias.name.split(".")[0]
            )
            importlib.import_module(alias.name)
            name = alias.asname or alias.name.split(".")[0]
            self.set_name(self.frame, name, Static(module, self.partner(module, name)))

    def _run_ImportFrom(self, node: Any) -> None:
        package = self.frame.source.fn.__globals__.get("__package__") if node.level else None
        module = importlib.import_module("." * node.level + (node.module or ""), package)
        for alias in node.names:
            text = f"{self.partner(module, module.__name__.split('.')[-1])}.{alias.name}"
            self.set_name(
                self.frame,
                alias.asname or alias.name,
                self.static(getattr(module, alias.name), text, self.frame),
            )

    def _run_Nonlocal(self, node: Any) -> None:
        pass

    # ---- control flow ----

    def _run_If(self, node: Any) -> None:
        truth = self.truth(self.ev(node.test), node.test)
        if isinstance(truth, bool):
            self.run(node.body if truth else node.orelse)
            return
        self.branch(truth, lambda: self.run(node.body), lambda: self.run(node.orelse))

    def _run_For(self, node: Any) -> None:
        def turn(item: Any) -> None:
            if isinstance(item, Value) and not item.hint and isinstance(node.target, gast.Name):
                item.hint = node.target.id
            self.depth += 1
            self.bind(node.target, item)
            self.depth -= 1
            self.run_turn(node.body)

        self.for_each(self.ev(node.iter), node, turn, node.stop)

    def run_turn(self, body: list[Any]) -> None:
        """The statements of a loop's body."""
        self.depth += 1
        self.run(body)
        self.depth -= 1

    def _run_While(self, node: Any) -> None:
        constant = isinstance(node.test, gast.Constant) and bool(node.test.value)
        if constant or self._test_changes(node):
            self._run_tested_inside(node, constant)
            return

        def test() -> Any:
            before = self.state.copy()
            truth = self.truth(self.ev(node.test), node.test)
            self.keep_flags(before)
            return truth

        self.loop(node, "while", (), {}, lambda _: self.run_turn(node.body), test, node.stop)

    def _run_tested_inside(self, node: Any, constant: bool) -> None:
        """A loop whose test is part of its turns; that it fails is not that the body breaks: `else` asks for that."""
        apart = node.stop is None or (node.asked and not constant)
        over = f"%while{id(node)}" if apart else node.stop
        self.state.set(self.frame, over, False)

        def body() -> None:
            self.run_turn(node.body)
            if apart and node.stop is not None:
                self.state.set(self.frame, over, self.state.get(self.frame, node.stop))

        def turn(_: Any) -> None:
            truth = True if constant else self.truth(self.ev(node.test), node.test)
            if truth is True:
                body()
            elif truth is False:
                self.state.set(self.frame, over, True)
            else:
                self.branch(truth, body, lambda: self.state.set(self.frame, over, True))

        self.loop(node, "while", (), {}, turn, None, over)

    def _test_changes(self, node: Any) -> bool:
        """Whether the test of a loop binds or stores something, so that it belongs into the turns."""
        parts = list(gast.walk(node.test))
        if any(isinstance(n, gast.NamedExpr) for n in parts):
            return True
        if not any(isinstance(n, CALLING) for n in parts):
            return False
        before, block = self.state, Block()
        self.state = before.copy()
        with self.into(block):
            self.truth(self.ev(node.test), node.test)
        found = changed(before, self.state) or any(op.kind in CHANGING for op in walk(block))
        self.state = before
        return bool(found)

    def _run_Assert(self, node: Any) -> None:
        truth = self.truth(self.ev(node.test), node.test)
        if truth is True:
            return
        message = None if node.msg is None else self.ev_operand(node.msg)
        self.b.append(Op("assert", (), None, (truth, message)))

    def _run_Raise(self, node: Any) -> None:
        made = None if node.exc is None else self.raised(node.exc)
        self.b.append(Op("raise", (), None, (made,)))
        self.state.dead = True

    def raised(self, node: Any) -> Any:
        """The exception that is raised, as an operand."""
        if isinstance(node, gast.Call):
            fn = self.ev_operand(node.func)
            args = tuple(self.ev_operand(a) for a in node.args)
            return self.b.emit("call", OPAQUE, primitives.call, (fn, *args))
        return self.ev_operand(node)
