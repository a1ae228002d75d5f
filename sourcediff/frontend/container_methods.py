"""Methods of lists, dicts and sets that are followed, and of lists at run time."""

from __future__ import annotations

from typing import Any

from sourcediff.frontend.abstract import DictObj, ListObj, SetObj, is_literal
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.list_types import item_type
from sourcediff.ir.core import Op, Value
from sourcediff.ir.types import Lst, Unbound, carries

_WITH_SETS = ("union", "update")


_KEYED_METHODS = ("setdefault", "pop", "add", "discard", "remove")


class ContainerMethods(Expressions):
    """What methods of containers give, and what they change."""

    def list_method(
        self, made: ListObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a list whose items are followed."""
        items = self.items(made)
        if name == "append":
            self.append_to(made, args[0], node)
            return None
        if name == "extend":
            for item in self.unpack_all(args[0], node):
                self.append_to(made, item, node)
            return None
        if name == "copy":
            return self.make_list(node, items)
        if name in ("index", "count") and all(is_literal(i) for i in [*items, *args]):
            return getattr(items, name)(*args)
        result = self._rearrange(made, items, name, args, node)
        self.check_changeable(made, node)
        self.refill(made, items)
        return result

    def _rearrange(
        self, made: ListObj, items: list[Any], name: str, args: list[Any], node: Any
    ) -> Any:
        """Do with the items of a list what a method does, and give what it gives."""
        known = [self.known_int(a) for a in args[:1]]
        if name in ("pop", "insert") and None not in known:
            place = -1 if not known or known[0] is None else known[0]
            if name == "pop" and not -len(items) <= place < len(items):
                raise self.escalate(made)  # there are more where earlier turns have put them
            return getattr(items, name)(*known, *args[1:])
        if name in ("reverse", "clear"):
            return getattr(items, name)()
        if not any(carries(self.type(item)) for item in items) and hasattr(list, name):
            raise self.as_plain(made, node)
        raise self.refuse(
            node, f"list method `.{name}()` is not supported here", "its effect is not followed"
        )

    def run_time_list_method(
        self, made: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a run-time list."""
        assert isinstance(made.type, Lst)
        if name == "append":
            self.append_to(made, args[0], node)
            return None
        if name == "extend":
            self.extend(made, args[0], node)
            return None
        if name == "pop" and not args:
            out = Value(made.type.elem)
            self.b.append(Op("pop", (out,), None, (made,)))
            return out
        if made.type.sites and (isinstance(made.type.elem, Unbound) or not carries(made.type.elem)):
            raise self.as_plain(made, node)
        raise self.refuse(
            node,
            f"list method `.{name}()` is not supported here",
            "the list exists only at run time",
        )

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        """`made.append(item)` for a list that is followed or one at run time."""
        if isinstance(made, ListObj):
            self.check_changeable(made, node)
            place = self.state.get(made, "#")
            self.state.set(made, place, item)
            self.state.set(made, "#", place + 1)
            return
        operand = self.kept(item, node)
        if isinstance(made.type, Lst):
            for site in made.type.sites:
                self.learn_list(site, item_type(operand))
        self.b.append(Op("append", (), None, (made, operand)))

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        """`made.extend(iterable)` for a run-time list."""
        self.for_each(iterable, node, lambda item: self.append_to(made, item, node), None)

    def dict_method(
        self, made: DictObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a dict whose keys are followed."""
        is_keyed = name in _KEYED_METHODS and args and self.is_run_time_key(args[0])
        if is_keyed and made.source is None:
            raise self.escalate(made)
        if isinstance(made, SetObj):
            return self.set_method(made, name, args, node)
        pairs = self.dict_items(made, node)
        if name in ("keys", "values", "items"):
            return tuple(getattr(pairs, name)())
        if name == "copy":
            return self.make_dict(node, pairs)
        if name == "get":
            return self._get_key(made, pairs, args, node)
        self.check_changeable(made, node)
        if name == "update":
            self._update_dict(made, args, kwargs, node)
            return None
        return self._change_keys(made, pairs, name, args, node)

    def _get_key(self, made: DictObj, pairs: dict[Any, Any], args: list[Any], node: Any) -> Any:
        default = args[1] if len(args) > 1 else None
        if self.is_run_time_key(args[0]):
            return self.chosen_item(made, args[0], node, lambda: default)
        return pairs.get(self.literal_key(args[0], node), default)

    def _update_dict(
        self, made: DictObj, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> None:
        if args and not isinstance(args[0], DictObj):
            raise self.escalate(made)
        new = {**(self.dict_items(args[0], node) if args else {}), **kwargs}
        for key, value in new.items():
            self.set_item(made, key, value, node)

    def _change_keys(
        self, made: DictObj, pairs: dict[Any, Any], name: str, args: list[Any], node: Any
    ) -> Any:
        """A method that adds a key to a dict, or takes some away."""
        if name == "clear":
            self.state.set(made, "#", ())
            return None
        if name == "popitem" and pairs:
            key = list(pairs)[-1]
            self.state.set(made, "#", tuple(pairs)[:-1])
            return key, pairs[key]
        if name == "setdefault":
            key = self.literal_key(args[0], node)
            if key not in pairs:
                self.set_item(made, key, args[1] if len(args) > 1 else None, node)
            return self.state.get(made, ("key", key))
        if name == "pop":
            key = self.literal_key(args[0], node)
            if key not in pairs and len(args) > 1:
                return args[1]
            self.state.set(made, "#", tuple(k for k in pairs if k != key))
            return pairs[key]
        raise self.refuse(
            node, f"dict method `.{name}()` is not supported here", "its effect is not followed"
        )

    def set_method(self, made: SetObj, name: str, args: list[Any], node: Any) -> Any:
        """A method of a set whose elements are followed."""
        elements = [x for a in args for x in self.unpack_all(a, node)] if name in _WITH_SETS else []
        if name in ("copy", "union"):
            return self.make_set(node, [*self.keys(made, node), *elements])
        if name in ("add", "update"):
            self.check_changeable(made, node)
            for element in elements if name == "update" else args:
                self.add_to_set(made, element, node)
            return None
        if name in ("discard", "remove"):
            self.check_changeable(made, node)
            key, keys = self.literal_key(args[0], node), self.keys(made, node)
            if key not in keys and name == "remove":
                return self.raise_now(KeyError, "there is no such element")
            self.state.set(made, "#", tuple(k for k in keys if k != key))
            return None
        raise self.refuse(
            node, f"set method `.{name}()` is not supported here", "its effect is not followed"
        )
