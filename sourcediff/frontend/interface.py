"""What the parts of the lowering ask of one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import (
    Choice,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    SetObj,
    Super,
)
from sourcediff.ir.core import Value


class Interface:
    """Methods that parts call and other parts have."""

    def endless_item(self, x: Iter, i: Any, node: Any) -> Any:
        raise NotImplementedError

    def known_int(self, x: Any) -> int | None:
        raise NotImplementedError

    def call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def instance_attribute(self, base: Instance, name: str, node: Any) -> Any:
        raise NotImplementedError

    def attribute_above(self, base: Super, name: str, node: Any) -> Any:
        raise NotImplementedError

    def overloaded(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def bind(self, target: Any, value: Any) -> None:
        raise NotImplementedError

    def make_dict(self, site: Any, pairs: dict[Any, Any]) -> DictObj:
        raise NotImplementedError

    def call_on_generator(self, fn: Any, generator: Any, node: Any) -> Any:
        raise NotImplementedError

    def unrolled(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        raise NotImplementedError

    def comprehension_loops(
        self, generators: list[Any], turn: Callable[[], None], node: Any
    ) -> None:
        raise NotImplementedError

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        raise NotImplementedError

    def materialized(self, x: Any, node: Any) -> Value:
        raise NotImplementedError

    def concatenated(self, parts: list[tuple[bool, Any]], node: Any) -> Any:
        raise NotImplementedError

    def call_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        raise NotImplementedError

    def for_each(
        self, iterable: Any, node: Any, on_item: Callable[[Any], None], stop: str | None
    ) -> None:
        raise NotImplementedError

    def indexed(self, x: Any, node: Any) -> tuple[Callable[[Any], Any], Any]:
        raise NotImplementedError

    def item(self, base: Any, index: Any, node: Any) -> Any:
        raise NotImplementedError

    def set_item(self, base: Any, index: Any, value: Any, node: Any) -> None:
        raise NotImplementedError

    def make_held_list(self, site: Any, parts: list[Any]) -> Any:
        raise NotImplementedError

    def make_held_set(self, site: Any, elements: list[Any]) -> Any:
        raise NotImplementedError

    def make_held_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        raise NotImplementedError

    def held_item(self, x: Value, index: Any, node: Any) -> Any:
        raise NotImplementedError

    def look_at(self, fn: Any, t: Any, operands: tuple[Any, ...], node: Any) -> Any:
        raise NotImplementedError

    def held_operator(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def set_held_item(self, x: Value, index: Any, value: Any, node: Any) -> None:
        raise NotImplementedError

    def delete_held_item(self, x: Value, index: Any, node: Any) -> None:
        raise NotImplementedError

    def held_in_place(self, old: Value, value: Any, symbol: str, node: Any) -> Any:
        raise NotImplementedError

    def inert_item(self, x: DictObj) -> Any:
        raise NotImplementedError

    def is_held(self, x: Any) -> bool:
        raise NotImplementedError

    def may_change(self, x: Any) -> bool:
        raise NotImplementedError

    def stack_frames(self) -> list[Frame]:
        """The frames of the callers."""
        raise NotImplementedError

    def argument_part(self, example: Any, source: Value, name: str) -> Any:
        """An attribute of an object from outside."""
        raise NotImplementedError

    def opaque_call(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def primitive(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that has a rule."""
        raise NotImplementedError

    def run_time_list(self, node: Any) -> Value:
        raise NotImplementedError

    def attribute(self, base: Any, name: str, node: Any) -> Any:
        raise NotImplementedError

    def comprehension_of(
        self, iterable: Any, node: Any, of: Callable[[Any], Any] = lambda item: item
    ) -> Any:
        raise NotImplementedError

    def dict_method(
        self, made: DictObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def ev(self, node: Any) -> Any:
        raise NotImplementedError

    def expand_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def held_method(
        self, x: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def list_method(
        self, made: ListObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def lookup(self, name: str, node: Any = None) -> Any:
        raise NotImplementedError

    def partner(self, obj: Any, stem: str) -> str:
        raise NotImplementedError

    def run(self, body: list[Any]) -> None:
        raise NotImplementedError

    def run_time_list_method(
        self, made: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        raise NotImplementedError

    def add_to_set(self, made: SetObj, element: Any, node: Any) -> None:
        raise NotImplementedError

    def binary(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def chosen_item(self, base: DictObj, index: Any, node: Any, missing: Callable[[], Any]) -> Any:
        raise NotImplementedError

    def collected(self, kind: str, fn: Any, args: list[Any], node: Any, **named: Any) -> Value:
        raise NotImplementedError

    def compare(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def held_dict(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def is_inert(self, x: Any) -> bool:
        raise NotImplementedError

    def is_run_time_key(self, key: Any) -> bool:
        raise NotImplementedError

    def listed_now(self, x: Any, node: Any) -> Value:
        raise NotImplementedError

    def literal_key(self, key: Any, node: Any) -> Any:
        raise NotImplementedError

    def make_list(self, site: Any, parts: list[Any]) -> Any:
        raise NotImplementedError

    def make_set(self, site: Any, elements: list[Any]) -> Any:
        raise NotImplementedError

    def reduced(self, fn: Any, x: Any, node: Any, **named: Any) -> Value:
        raise NotImplementedError

    def sorted_now(self, x: Any, reverse: Any, node: Any) -> Value:
        raise NotImplementedError

    def truth(self, x: Any, node: Any) -> Any:
        raise NotImplementedError

    def ev_operand(self, node: Any) -> Any:
        raise NotImplementedError

    def is_list(self, x: Any) -> bool:
        raise NotImplementedError

    def collapse(self, x: Choice, node: Any) -> Any:
        raise NotImplementedError

    def dispatch(self, x: Choice, use: Callable[[Any], Any], node: Any) -> Any:
        raise NotImplementedError

    def unpack_all(self, x: Any, node: Any) -> list[Any]:
        raise NotImplementedError
