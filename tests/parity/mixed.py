"""One table of every kind of column, drawn from a seed, for the steps: 600 rows to learn from and 200 that come later,
with missing cells, levels and words that training does not have, and numbers beyond its range."""

import numpy as np
import pandas as pd

TRAIN, LATER = 600, 200
TYPES = {
    **dict.fromkeys(["gaps", "skewed", "count", "heavy", "positive", "near", "left", "right", "row"], "numeric"),
    **dict.fromkeys(["city", "code", "label"], "categorical"),
    **dict.fromkeys(["name", "note", "price", "day"], "text"),
    "time": "datetime",
    "amount": "numeric",
}
WORDS = ["good", "bad", "the", "service", "of", "food", "slow", "nice", "room", "was", "not", "clean", "again", "never"]


def _frame():
    rng = np.random.default_rng(0)
    rows = TRAIN + LATER
    later = np.arange(rows) >= TRAIN
    frame = pd.DataFrame({"row": np.arange(rows)})
    frame["gaps"] = rng.normal(10, 3, rows) + 2 * later
    frame["skewed"] = rng.lognormal(0, 1, rows)
    frame["count"] = rng.poisson(4, rows).astype(float)
    frame["heavy"] = 5 * rng.standard_t(3, rows)
    frame["positive"] = rng.exponential(2, rows) + 0.01
    frame["near"] = 0.9 * frame["heavy"] + rng.normal(0, 1, rows)
    # Three groups far from each other.
    group = rng.integers(0, 3, rows)
    frame["left"] = np.array([0.0, 20.0, 5.0])[group] + rng.normal(0, 1, rows)
    frame["right"] = np.array([0.0, 3.0, 30.0])[group] + rng.normal(0, 1, rows)
    frame["city"] = rng.choice(["Oslo", "Roma", "Wien", "Graz", "Bern"], rows, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    codes = [f"L{at:02}" for at in range(30)]
    frame["code"] = rng.choice(codes, rows, p=np.arange(30, 0, -1) / 465)
    frame.loc[later & (rng.random(rows) < 0.1), "code"] = "new"
    frame["name"] = rng.choice(["Oslo", " oslo ", "OSLO", "São  Paulo", "Sa\u0303o Paulo", "\ufb01n\tde"], rows)
    frame["note"] = [" ".join(rng.choice(WORDS, rng.integers(2, 9))) for _ in range(rows)]
    frame.loc[later, "note"] += " tomorrow"
    numbers = rng.uniform(0, 100_000, rows).round(2)
    frame["price"] = [f"{number:,.2f}" if rng.random() > 0.05 else "on request" for number in numbers]
    moments = pd.Timestamp("2019-12-30") + pd.to_timedelta(rng.integers(0, 3 * 365 * 24 * 60, rows), unit="min")
    frame["time"] = moments
    frame["day"] = [moment.strftime("%d.%m.%Y") if rng.random() > 0.05 else "31.02.2020" for moment in moments]
    lean = frame["gaps"] - 10 + (frame["city"] == "Oslo") * 3 + rng.normal(0, 3, rows)
    frame["label"] = np.where(lean > 1, "yes", "no")
    frame["amount"] = 3 * lean + frame["positive"] + rng.normal(0, 1, rows)
    for name, share in (("gaps", 0.1), ("skewed", 0.05), ("city", 0.06), ("time", 0.05)):
        frame.loc[rng.random(rows) < share, name] = np.nan
    return frame


FRAME = _frame()
ROWS_TO_LEARN = FRAME[:TRAIN].reset_index(drop=True)
ROWS_LATER = FRAME[TRAIN:].reset_index(drop=True)
