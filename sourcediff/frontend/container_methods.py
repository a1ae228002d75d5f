"""Methods of lists, dicts and sets that are followed, and of lists at run time."""

from __future__ import annotations

from functools import partial
from typing import Any

from sourcediff.frontend.abstract import DictObj, ListObj, SetObj, View, is_literal
from sourcediff.frontend.list_changes import LIST_CHANGES, READING, ListChanges
from sourcediff.ir.core import Value
from sourcediff.ir.types import Lst, carries

_WITH_SETS = ("union", "update")


_KEYED_METHODS = ("setdefault", "pop", "add", "discard", "remove")


class ContainerMethods(ListChanges):
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
        result = self._rearrange(made, items, name, args, kwargs, node)
        self.check_changeable(made, node)
        self.refill(made, items)
        return result

    def _rearrange(
        self,
        made: ListObj,
        items: list[Any],
        name: str,
        args: list[Any],
        kwargs: dict[str, Any],
        node: Any,
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
        if name == "sort" and not args:
            return self._sort_followed(made, items, kwargs, node)
        if self._is_inert_list(items) and hasattr(list, name):
            raise self.as_plain(made, node)
        if name in LIST_CHANGES:
            raise self.escalate(made)
        raise self.refuse(
            node, f"list method `.{name}()` is not supported here", "its effect is not followed"
        )

    def _is_inert_list(self, items: list[Any]) -> bool:
        """Whether there are items, and none of them may be differentiated."""
        return bool(items) and not any(carries(self.type(item)) for item in items)

    def _sort_followed(
        self, made: ListObj, items: list[Any], options: dict[str, Any], node: Any
    ) -> None:
        """Sort a list whose items are followed, if they still are when they are in order."""
        at_run_time = any(isinstance(item, Value) for item in items)
        if at_run_time and self._is_inert_list(items) and "key" not in options:
            raise self.as_plain(made, node)
        found = self.sorted_list(tuple(items), dict(options), node)
        if not isinstance(found, ListObj):
            raise self.escalate(made)
        items[:] = self.items(found)

    def run_time_list_method(
        self, made: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a run-time list."""
        assert isinstance(made.type, Lst)
        if name not in READING:
            self.check_unchanged(made)
        if name == "append":
            self.append_to(made, args[0], node)
            return None
        if name == "extend":
            self.extend(made, args[0], node)
            return None
        at_end = name == "pop" and not args
        if self.holds_plain(made) and "key" not in kwargs and not at_end:
            raise self.as_plain(made, node)
        change = LIST_CHANGES.get(name)
        if change is None:
            raise self.refuse(node, f"there is no list method `.{name}()`", "lists have none")
        if made.type.sites or at_end or name in READING:
            return change(self, made, node, *args, **kwargs)
        raise self.refuse(
            node, "a list of the caller is changed", "the caller's would change twice",
            "change a copy of it",
        )  # fmt: skip

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        """`made.append(item)` for a list that is followed or one at run time."""
        if isinstance(made, ListObj):
            self.check_changeable(made, node)
            place = self.state.get(made, "#")
            self.state.set(made, place, item)
            self.state.set(made, "#", place + 1)
            return
        self.put_in(made, item, node)

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        """`made.extend(iterable)` for a run-time list."""
        as_it_is = isinstance(iterable, Value)  # `xs.extend(xs)` takes what is there first
        put = partial(self.append_to, made, node=node)
        self.for_each(iterable, node, put, None, as_it_is)

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
            return View(made, name, getattr(pairs, name)())
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
