"""Functions that cannot be differentiated; marks at the ends of lines say what an error names."""

COUNT = 0


def generator(x):
    y = x * x
    yield y  # HERE


async def coroutine(x):  # HERE
    return x * x


def writes_a_global(x):
    global COUNT
    COUNT = COUNT + 1  # HERE
    return x * x


def several(x):
    global COUNT
    COUNT = 1  # HERE
    y = x * x

    async def later():  # HERE
        return y

    class Local:  # HERE
        pass

    return y
