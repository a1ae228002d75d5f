"""The few functions that generated code calls where types are not known.

Each is plain NumPy, and valid input. Adjoints that they give may be views, or read-only.
"""

from sourcediff.runtime.broadcasting import *
from sourcediff.runtime.checks import *
from sourcediff.runtime.construction import *
from sourcediff.runtime.factorizations import *
from sourcediff.runtime.fourier import *
from sourcediff.runtime.histograms import *
from sourcediff.runtime.indexing import *
from sourcediff.runtime.joining import *
from sourcediff.runtime.linalg import *
from sourcediff.runtime.lists import *
from sourcediff.runtime.products import *
from sourcediff.runtime.reductions import *
from sourcediff.runtime.shapes import *
from sourcediff.runtime.signals import *
from sourcediff.runtime.statistics import *
from sourcediff.runtime.ufuncs import *
