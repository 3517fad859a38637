"""Values are dataclasses to everybody who uses them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, Dict

import pytest

from diagnose import values
from diagnose.model import Episode, Fact, Frame
from diagnose.values import dataclass, replace

SOURCE = '''
@dataclass(frozen=True)
class Thing:
    name: str
    size: int = 1
    """A field's docstring."""
    parts: Dict[str, int] = field(default_factory=dict)

    @property
    def double(self) -> int:
        return 2 * self.size
'''


def made(module: Any, source: str = SOURCE) -> Any:
    scope: Dict[str, Any] = {"dataclass": module.dataclass, "field": module.field, "Dict": Dict, "__name__": __name__}
    exec("from __future__ import annotations\n" + source, scope)
    return scope["Thing"]


@pytest.fixture(params=[values, dataclasses], ids=["values", "dataclasses"])
def thing(request: pytest.FixtureRequest) -> Any:
    return made(request.param)


def test_made_by_place_by_name_and_by_default(thing: Any) -> None:
    assert thing("a") == thing(name="a", size=1, parts={}) != thing("a", 2)
    assert thing("a").parts is not thing("a").parts
    assert thing("a", 3).double == 6
    assert repr(thing("a", 2)) == "Thing(name='a', size=2, parts={})"


@pytest.mark.parametrize(("given", "named"), [((), {}), (("a", 1, {}, 4), {}), (("a",), {"name": "b"}), (("a",), {"colour": "red"})])
def test_what_does_not_fit_is_refused(thing: Any, given: Any, named: Any) -> None:
    for _ in range(2):  # the first value of a class is made in another way
        with pytest.raises(TypeError):
            thing(*given, **named)


def test_nothing_can_be_changed(thing: Any) -> None:
    one = thing("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    with pytest.raises(AttributeError):
        one.other = 1
    assert one.name == "a"


def test_equal_values_have_equal_hashes_and_other_classes_are_never_equal() -> None:
    assert {Frame("a.py", 1, "f", "", 2), Frame("a.py", 1, "f", "", 2)} == {Frame("a.py", 1, "f", "", 2)}
    assert made(values)("a") != made(values)("a")
    assert made(values)("a") != ("a", 1, {})


def test_replaced_copied_and_pickled() -> None:
    fact = Fact("system", "linux", 3)
    assert replace(fact, line=4) == dataclasses.replace(fact, line=4) == Fact("system", "linux", 4)
    assert copy.deepcopy(fact) == pickle.loads(pickle.dumps(fact)) == fact
    with pytest.raises(TypeError):
        replace(fact, colour="red")


def test_the_standard_library_takes_them_for_its_own() -> None:
    assert dataclasses.is_dataclass(Episode)
    assert dataclasses.is_dataclass(Fact("system", "linux"))
    shown = [[(one.name, one.type, one.default, one.default_factory) for one in dataclasses.fields(made(module))] for module in (values, dataclasses)]
    assert shown[0] == shown[1]
    assert dataclasses.asdict(Episode("", "", 1, 2))["facts"] == {}


def test_one_that_may_change_has_no_hash() -> None:
    class Count:
        of: str
        number: int = 0

    one = dataclass(Count)("a")
    one.number += 1
    assert one == Count("a", 1)
    with pytest.raises(TypeError):
        hash(one)
