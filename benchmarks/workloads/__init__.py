from . import adbench, linalg, ml, ode, scalar, stencil, vector  # noqa: F401
