"""Compares the engine with scikit-learn and writes what came out as Markdown:
main.py PROGRAM FOLDS WORK REPORT [--quick]. Ends with 1 when something is not as it should be.

`cargo xtask parity` builds the program, and the example that deals folds, and calls this with the versions of requirements.txt.
"""

import platform
import sys
import warnings
from pathlib import Path

import category_encoders
import numpy as np
import pandas
import scipy
import sklearn

import data
import families
import figures
import predictions
import prepared
import report
import resampling
import scores
import steps
from ours import Ours

SEEDS = 10


class Part:
    """What a section of the report says, and what in it is not as it should be."""

    def __init__(self):
        self.sections, self.faults, self.missing = [], [], []


def say(text):
    print(f"parity: {text}", file=sys.stderr, flush=True)


def main(program, folds, work, target, quick):
    warnings.filterwarnings("ignore", category=sklearn.exceptions.ConvergenceWarning)
    ours, part = Ours(program, work), Part()
    few = (lambda tasks: tasks[:3]) if quick else (lambda tasks: tasks)
    tasks_of = lambda task: few(data.of(task))
    add_metrics(ours, part, tasks_of)
    add_steps(ours, part, tasks_of)
    add_prepared(ours, part)
    add_resampling(ours, part, folds)
    add_deterministic(ours, part, tasks_of)
    add_random(ours, part, tasks_of, 3 if quick else SEEDS)
    part.sections.append(report.explanations())
    versions = {
        "the engine": ours.version,
        "scikit-learn": sklearn.__version__,
        "SciPy": scipy.__version__,
        "pandas": pandas.__version__,
        "category_encoders": category_encoders.__version__,
        "NumPy": np.__version__,
        "Python": platform.python_version(),
    }
    text = report.document(versions, [*data.CLASSES, *data.NUMBERS], part)
    Path(target).write_text(text, encoding="utf-8")
    for fault in part.faults:
        say(f"NOT AS IT SHOULD BE: {fault}")
    return 1 if part.faults else 0


def add_metrics(ours, part, tasks_of):
    say("metrics")
    found, unknown = figures.compare(ours, tasks_of)
    rows = []
    for name, entry in found.items():
        fine = entry["difference"] <= figures.TOLERANCE and entry["compared"] > 0
        if not fine:
            part.faults.append(f"metric {name}: {entry}")
        rows.append([f"`{name}`", entry["task"], entry["compared"], report.small(entry["difference"]), report.yes(fine)])
    part.faults += [f"metric {name} has no counterpart in tests/parity/figures.py" for name in unknown]
    part.sections.append(report.metrics(rows, unknown, figures.TOLERANCE))


def add_steps(ours, part, tasks_of):
    say("preparation")
    tasks = tasks_of("classification") + tasks_of("regression")
    rows = []
    for entry in steps.learned(ours, tasks):
        fine = entry["difference"] <= steps.TOLERANCE and entry["texts"] == 0
        if not fine:
            part.faults.append(f"step {entry['step']} {entry['params']}: {entry['difference']}, {entry['texts']}")
        rows.append([
            report.named(entry["step"], entry["params"]), f"`{type(entry['peer']).__name__}`",
            entry["tasks"], report.small(entry["difference"]), report.yes(fine),
        ])
    part.missing += sorted({f"`{kind}`, preparation" for kind, *_ in steps.STEPS if not ours.has(kind)})
    whole = steps.pipelines(ours, tasks)
    if whole["difference"] > 1e-6:
        part.faults.append(f"whole pipelines differ by {whole['difference']}")
    part.sections.append(report.steps(rows, whole, steps.TOLERANCE))


def add_prepared(ours, part):
    say("preparation, cell by cell")
    rows = []
    for case, difference, cells, faults in prepared.compare(ours):
        fine = difference <= case.tolerance and not faults
        if not fine:
            part.faults.append(f"rows prepared by {case.step} {case.params}: {difference}, {faults}")
        rows.append([
            report.named(case.step, case.params), case.peer, cells, report.small(difference),
            report.small(case.tolerance), report.yes(fine), case.why,
        ])
    compared = {case.step for case in prepared.CASES}
    part.missing += sorted(f"`{kind}`, preparation cell by cell" for kind in compared if not ours.has(kind))
    unknown = sorted(ours.steps - compared - set(prepared.ELSEWHERE))
    part.faults += [f"step {kind} has no entry in tests/parity/mixed_peers.py" for kind in unknown]
    elsewhere = {kind: why for kind, why in prepared.ELSEWHERE.items() if ours.has(kind)}
    part.sections.append(report.prepared(rows, elsewhere))


def add_resampling(ours, part, folds):
    say("resampling")
    rows = resampling.compare(ours, folds)
    part.faults += [f"{row[0]}: {row[-1]}" for row in rows if row[-1] != "yes"]
    part.sections.append(report.resampling(rows))


def add_deterministic(ours, part, tasks_of):
    rows = []
    for family in families.DETERMINISTIC:
        name = report.named(family.kind, family.ours)
        if not ours.has(family.kind):
            part.missing.append(f"{name}, {family.task}")
            continue
        say(f"predictions of {name}, {family.task}")
        found = [predictions.compare(ours, family, task) for task in tasks_of(family.task)]
        refused = [entry for entry in found if "refused" in entry]
        found = [entry for entry in found if "refused" not in entry]
        worst = max(found, key=lambda entry: entry["difference"], default=None)
        fine = not refused and worst is not None and worst["difference"] <= family.tolerance
        if not fine:
            part.faults.append(f"{name}, {family.task}: {worst} {refused}")
        rows.append([
            name, family.task, f"`{family.peer.__name__}`", sum(entry["rows"] for entry in found),
            sum(entry["left_out"] for entry in found), report.small(worst["difference"]) if worst else "–",
            report.small(family.tolerance), report.yes(fine), family.why,
        ])
    part.sections.append(report.deterministic(rows))


def add_random(ours, part, tasks_of, seeds):
    measured, rows, details = [], [], []
    for family in families.RANDOM:
        name = report.named(family.kind, family.ours)
        if not ours.has(family.kind):
            part.missing.append(f"{name}, {family.task}, over seeds")
            continue
        say(f"scores of {name}, {family.task}")
        measured.append((family, name, scores.compare(ours, family, tasks_of(family.task), seeds)))
    # One table asks ten families the same question, so that one of them is below 0.05 by chance.
    overall = scores.holm(np.array([scores.of_mean(found) for _, _, found in measured]))
    for (family, name, found), mean in zip(measured, overall):
        verdict = scores.judge(found, mean, None if seeds < SEEDS else families.BOUND.get(family.kind))
        if verdict["worse"]:
            part.faults.append(f"{name}, {family.task}: {verdict['worse']}")
        rows.append([
            name, family.task, f"`{family.peer.__name__}`", *(f"{found[:, :, who].mean():.2f}" for who in (0, 1)),
            f"{verdict['overall']:+.2f}", f"{verdict['p']:.2g}", f"{verdict['each'].min():.2g}",
            "no worse" if not verdict["worse"] else verdict["worse"],
        ])
        details.append([name, family.task, *(f"{mean:+.2f}" for mean in verdict["mean"])])
    part.sections.append(report.random(rows, details, data.CLASSES, data.NUMBERS, seeds))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    sys.exit(main(*arguments, quick="--quick" in sys.argv))
