"""Values of an SDK's type that between them have a marked text in every string that the type knows.

Owns: the walk through unions, lists, maps, TypedDicts (requests) and pydantic models (answers), and [`Marks`], which says
where each text stands. Never: sends anything, or knows what a string means.
"""

import collections.abc
import inspect
import types
import typing

import pydantic
import typing_extensions


class Marks:
    """Makes the texts; each has its own number, so that one that is seen tells its place."""

    def __init__(self, pattern: str):
        """`pattern`: the text, with `{}` for the number."""
        self.pattern, self.places = pattern, []

    def text(self, place: str) -> str:
        self.places.append(place)
        return self.pattern.format(len(self.places) - 1)


def samples(kind, marks: Marks, place: str = "", within: tuple = ()) -> list:
    """As many values of type `kind` as its largest union has members.

    `place` is the way to it, `input<message>.content`: keys, and in brackets the `type` or `role` of an object of several
    sorts. A type inside itself (`within`) is left out: its strings have been met one level up.
    """
    kind = bare(kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return [sample for member in inner for sample in samples(member, marks, place, within)]
    if origin is typing.Literal:
        return [inner[0]]
    if kind in (int, float, bool):
        return [kind(1)]
    if kind in (object, typing.Any):
        return [{marks.text(f"{place}.any key"): [marks.text(f"{place}.any")]}]
    if origin in (list, collections.abc.Iterable, collections.abc.Sequence, tuple):
        return [[sample] for sample in samples(inner[0], marks, place, within)]
    if origin in (dict, collections.abc.Mapping):
        values = samples(inner[1], marks, f"{place}.*", within)
        return [{marks.text(f"{place}.* key"): value} for value in values]
    if inspect.isclass(kind) and issubclass(kind, str):
        # Of a list of words that may grow, any text is a member to the type only.
        return [] if kind.__name__.startswith("Unrecognized") else [marks.text(place)]
    # Nor is what an SDK has for sorts of objects that it does not know.
    if (members := fields(kind)) and kind not in within and not kind.__name__.startswith("Unknown"):
        return objects(members, marks, place, (*within, kind))
    return []


def objects(members: dict, marks: Marks, place: str, within: tuple) -> list[dict]:
    """Objects whose members go through their samples side by side; who has fewer stays at the last."""
    sorts = [str(typing.get_args(kind)[0]) for key, kind in members.items() if key in ("type", "role") and is_literal(kind)]
    place += f"<{','.join(sorts)}>" if sorts else ""
    of_each = {key: samples(kind, marks, f"{place}.{key}".lstrip("."), within) for key, kind in members.items()}
    of_each = {key: values for key, values in of_each.items() if values}
    count = max(map(len, of_each.values()), default=1)
    return [{key: values[min(i, len(values) - 1)] for key, values in of_each.items()} for i in range(count)]


def fields(kind) -> dict:
    """The members of an object's type by their names on the wire; none if it is not such a type."""
    if typing_extensions.is_typeddict(kind):
        return {key: bare(hint) for key, hint in typing.get_type_hints(kind, include_extras=True).items()}
    if inspect.isclass(kind) and issubclass(kind, pydantic.BaseModel):
        return {field.alias or name: bare(field.annotation) for name, field in kind.model_fields.items()}
    return {}


def is_literal(kind) -> bool:
    return typing.get_origin(kind) is typing.Literal


def bare(kind):
    """The type without what wraps it: `Required`, `Annotated`, a name of its own."""
    while True:
        if typing.get_origin(kind) in (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated):
            kind = typing.get_args(kind)[0]
        elif hasattr(kind, "__metadata__"):
            kind = kind.__origin__
        elif hasattr(kind, "__value__"):
            kind = kind.__value__
        else:
            return kind
