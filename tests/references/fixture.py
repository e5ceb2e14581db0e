"""Writes reference files: plain JSON, every number in full precision, missing as null."""

import json
import math
from pathlib import Path

import numpy as np
import sklearn

HERE = Path(__file__).parent
DATA = HERE / "data"


def plain(value):
    """The value in JSON's own kinds. A NaN becomes null: both mean missing here."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isnan(number):
            return None
        if math.isinf(number):
            raise ValueError("JSON has no infinity: write it as text, on purpose")
        return number
    if value is None or value is np.ma.masked:
        return None
    return str(value)


def write(name, about, entries, **more):
    """Writes `entries` (a list of objects) to `name`, one a line so that a change can be read."""
    head = {
        "about": about,
        "made_by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        **plain(more),
    }
    lines = [json.dumps(plain(entry), separators=(",", ":"), allow_nan=False) for entry in entries]
    text = json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(entries)} cases, {len(text)} bytes")
