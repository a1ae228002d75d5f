"""What the parts of the lowering ask of one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import Choice, DictObj, Frame, Instance, Iter, ListObj, Super
from sourcediff.ir.core import Value
from sourcediff.ir.types import Type


class Interface:
    """Methods that parts call and other parts have."""

    # ---- arguments.py ----

    def argument(self, example: Any, value: Value, path: str) -> Any:
        raise NotImplementedError

    def type_of_example(self, example: Any, name: str) -> Type:
        raise NotImplementedError

    # ---- assignment.py ----

    def bind(self, target: Any, value: Any) -> None:
        raise NotImplementedError

    def set_item(self, base: Any, index: Any, value: Any, node: Any) -> None:
        raise NotImplementedError

    # ---- attributes.py ----

    def attribute(self, base: Any, name: str, node: Any) -> Any:
        raise NotImplementedError

    # ---- branches.py ----

    def raise_now(self, error: Any, message: str) -> Any:
        raise NotImplementedError

    def dispatch(self, x: Choice, use: Callable[[Any], Any], node: Any) -> Any:
        raise NotImplementedError

    def collapse(self, x: Choice, node: Any) -> Any:
        raise NotImplementedError

    # ---- calls.py ----

    def call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- changing.py ----

    def members_now(self, iterable: Any, node: Any, members: list[Any]) -> list[Any]:
        raise NotImplementedError

    # ---- container_calls.py ----

    def run_time_list(self, node: Any) -> Value:
        raise NotImplementedError

    def comprehension_of(
        self, iterable: Any, node: Any, of: Callable[[Any], Any] = lambda item: item
    ) -> Any:
        raise NotImplementedError

    def concatenated(self, parts: list[tuple[bool, Any]], node: Any) -> Any:
        raise NotImplementedError

    # ---- container_methods.py ----

    def list_method(
        self, made: ListObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def run_time_list_method(
        self, made: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        raise NotImplementedError

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        raise NotImplementedError

    def dict_method(
        self, made: DictObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    # ---- displays.py ----

    def make_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        raise NotImplementedError

    # ---- expressions.py ----

    def ev(self, node: Any) -> Any:
        raise NotImplementedError

    def ev_operand(self, node: Any) -> Any:
        raise NotImplementedError

    # ---- held.py ----

    def make_held_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        raise NotImplementedError

    def make_held_set(self, site: Any, elements: list[Any]) -> Value:
        raise NotImplementedError

    def make_held_list(self, site: Any, parts: list[Any]) -> Value:
        raise NotImplementedError

    def is_held(self, x: Any) -> bool:
        raise NotImplementedError

    def may_change(self, x: Any) -> bool:
        raise NotImplementedError

    def held_item(self, x: Value, index: Any, node: Any) -> Any:
        raise NotImplementedError

    def set_held_item(self, x: Value, index: Any, value: Any, node: Any) -> None:
        raise NotImplementedError

    def delete_held_item(self, x: Value, index: Any, node: Any) -> None:
        raise NotImplementedError

    def materialized(self, x: Any, node: Any) -> Value:
        raise NotImplementedError

    def held_method(
        self, x: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def look_at(self, fn: Any, t: Any, operands: tuple[Any, ...], node: Any) -> Any:
        raise NotImplementedError

    def held_operator(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def held_in_place(self, old: Value, value: Any, symbol: str, node: Any) -> Any:
        raise NotImplementedError

    def inert_item(self, x: DictObj) -> Type | None:
        raise NotImplementedError

    # ---- inlining.py ----

    def call_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def expand_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def stack_frames(self) -> list[Frame]:
        raise NotImplementedError

    # ---- iterables.py ----

    def all_same(self, counts: list[Any]) -> bool:
        raise NotImplementedError

    def item_in_range(self, x: Any, i: Any, node: Any) -> Any:
        raise NotImplementedError

    def indexed(self, x: Any, node: Any) -> tuple[Callable[[Any], Any], Any]:
        raise NotImplementedError

    # ---- itertools_calls.py ----

    def endless_item(self, x: Iter, i: Any, node: Any) -> Any:
        raise NotImplementedError

    # ---- list_changes.py ----

    def delete_from_list(self, made: Value, index: Any, node: Any) -> None:
        raise NotImplementedError

    def replace_in_list(self, made: Value, cut: slice, values: Any, node: Any) -> None:
        raise NotImplementedError

    # ---- loops.py ----

    def for_each(
        self,
        iterable: Any,
        node: Any,
        on_item: Callable[[Any], None],
        stop: str | None,
        as_it_is: bool = False,
    ) -> None:
        raise NotImplementedError

    def loop(
        self,
        node: Any,
        kind: str,
        parts: tuple[Any, ...],
        flags: dict[str, Any],
        turn: Callable[[Any], None],
        test: Callable[[], Any] | None,
        stop: str | None,
    ) -> None:
        raise NotImplementedError

    # ---- lower.py ----

    def argument_part(self, example: Any, source: Value, name: str) -> Any:
        raise NotImplementedError

    # ---- members.py ----

    def unpack_all(self, x: Any, node: Any) -> list[Any]:
        raise NotImplementedError

    # ---- names.py ----

    def check_bound(self, frame: Frame, name: str) -> None:
        raise NotImplementedError

    # ---- numpy_calls.py ----

    def call_writer(self, written: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- objects.py ----

    def static_instance(self, obj: Any, text: str) -> Any:
        raise NotImplementedError

    def instance_attribute(self, base: Instance, name: str, node: Any) -> Any:
        raise NotImplementedError

    def set_by_class(self, base: Instance, name: str, value: Any, node: Any) -> bool:
        raise NotImplementedError

    def attribute_above(self, base: Super, name: str, node: Any) -> Any:
        raise NotImplementedError

    def overloaded(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    # ---- opaque_calls.py ----

    def place(self, node: Any) -> Any:
        raise NotImplementedError

    def check_lists(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> None:
        raise NotImplementedError

    def opaque_call(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- ordering.py ----

    def sorted_list(self, x: Any, options: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- primitive_calls.py ----

    def primitive(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- recursion.py ----

    def recursive_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    # ---- statements.py ----

    def run(self, body: list[Any]) -> None:
        raise NotImplementedError

    # ---- truth.py ----

    def truth(self, x: Any, node: Any) -> Any:
        raise NotImplementedError

    def negate(self, x: Any, node: Any) -> Any:
        raise NotImplementedError
