"""A group in a group, with a context."""


def fail(error):
    raise error


def collect(calls):
    found = []
    for call in calls:
        try:
            call()
        except Exception as error:
            found.append(error)
    return found


def inner():
    raise ExceptionGroup("inner", collect([lambda: fail(KeyError("spk")), lambda: fail(OSError(28, "No space left on device"))]))


try:
    {}["start"]
except KeyError:
    raise ExceptionGroup("outer", collect([inner, lambda: fail(TypeError("unhashable type: 'dict'"))]))
