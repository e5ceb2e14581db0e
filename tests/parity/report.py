"""The report's words and tables."""

HEAD = """# Parity with scikit-learn

Written by `cargo xtask parity`, which builds the command line, asks it and scikit-learn the same and sets
the answers side by side; not to be edited. It was {versions}. Tests compare with committed references of
the same libraries ([tests/references](../tests/references/README.md)) and need no Python.

{verdict}
"""

DATA = """## Data

Each is a file of [public/samples](../public/samples/README.md) or [tests/references/data](../tests/references/README.md),
where sources and licences stand, and a column to predict. The digits are scikit-learn's copy of E. Alpaydin and
C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998,
doi:10.24432/C50P49, CC BY 4.0. Seven tenths of the rows teach, dealt by class where classes are predicted; of
files with more than 2,000 rows so many are drawn.

"""


def document(versions, tasks, part):
    names = [f"{name} {version}" for name, version in versions.items()]
    fine = "Everything that was compared is as it should be."
    verdict = fine if not part.faults else "**Not as it should be:**\n\n" + bullets(part.faults)
    missing = "## Not built\n\nListed here and not in the engine, so not compared.\n\n" + bullets(part.missing)
    sections = [
        HEAD.format(versions=", ".join(names[:-1]) + " and " + names[-1], verdict=verdict.rstrip()),
        DATA + bullets(f"{task.name} ({task.task}; {len(task.numeric)} columns of numbers, {len(task.categorical)} of levels)" for task in tasks),
        *part.sections,
    ]
    return "\n".join(sections + ([missing] if part.missing else []))


def metrics(rows, unknown, tolerance):
    text = f"""## Metrics

The figures of reports beside scikit-learn's own of the same predictions: models that err in different ways, on
every data set. The difference is the largest, relative to figures above 1; up to {small(tolerance)} is rounding in
sums of another order. The expected calibration error is not scikit-learn's: its formula is written out in
tests/parity/figures.py.

"""
    text += table(["metric", "task", "compared", "difference", "agrees"], rows)
    return text + ("\nWithout a counterpart: " + ", ".join(unknown) + "\n" if unknown else "")


def steps(rows, whole, tolerance):
    text = f"""## Preparation

What every step learned from raw training rows (centres and scales, fillings, levels and their order) beside the
attributes of scikit-learn's class. Up to {small(tolerance)} is rounding.

"""
    text += table(["step", "scikit-learn", "data sets", "difference", "agrees"], rows)
    return text + f"""
Whole pipelines (fill in, scale, one-hot encode; then logistic regression or ridge) from raw rows with
{whole['missing']} missing cells: over {whole['tasks']} data sets and {whole['rows']} rows the predictions differ by at most
{small(whole['difference'])}.
"""


def prepared(rows, elsewhere):
    text = """## Preparation, cell by cell

What every step makes of the rows that it learned from and of later ones, with missing cells, levels and words that
training did not have, and numbers beyond its range; the rows are drawn from a seed (tests/parity/mixed.py). The peer learns from
the same training rows and no others. The difference is the largest of a number, relative to numbers above 1; texts, moments
and which cells are missing must be the same.

"""
    head = ["step", "peer", "cells", "difference", "tolerance", "within", "why more than rounding"]
    text += table(head, rows)
    why = "".join(f"- `{kind}`: {reason}\n" for kind, reason in elsewhere.items())
    return text + f"\nNot in this table:\n\n{why}"


def resampling(rows):
    text = """## Resampling

How the engine deals the training rows of every data set beside how scikit-learn's classes do.

"""
    return text + table(["method", "scikit-learn", "what is compared", "agrees"], rows)


def deterministic(rows):
    text = """## Deterministic models

The largest difference of a probability, or of a predicted number relative to the standard deviation of the target,
on rows that taught neither. Both get the same numbers: scikit-learn's preparation, with all digits. For trees
these are rounded to 32 bits, because scikit-learn's trees do that.

"""
    head = ["model", "task", "scikit-learn", "rows", "left out", "difference", "tolerance", "within", "why this tolerance"]
    return text + table(head, rows)


def random(rows, details, classes, numbers, seeds):
    text = f"""## Models that draw at random

Scores in points of a hundred (accuracy, or R²) on rows that taught neither, over {seeds} seeds for each data set;
every seed deals the rows anew, for both alike. *p* is the probability of such a mean difference or a lower one if
there were none (one-sided paired t-test over all data sets and seeds), after Holm's correction for the number of
models; *least p* is the lowest among the data sets after Holm's correction for their number. Worse is what has either below 0.05. A forest's mean may also be at most 0.2 points below.

"""
    head = ["model", "task", "scikit-learn", "ours", "theirs", "mean difference", "p", "least p", "verdict"]
    text += table(head, rows)
    for task, tasks in (("classification", classes), ("regression", numbers)):
        chosen = [[row[0], *row[2:]] for row in details if row[1] == task]
        if chosen:
            shown = len(chosen[0]) - 1
            text += f"\nMean difference by data set, {task}:\n\n"
            text += table(["model", *(task.name for task in tasks[:shown])], chosen)
    return text


def explanations():
    return """## Explanations

SHAP values, partial dependence and permutation importance are asked for on the page, not on the command line, so that
they are not in this comparison. The test src/engine/tests/explain_reference.rs compares them with the package shap and
with scikit-learn, to 1e-9, on references that tests/references/make_explain.py makes; it gives permutation importance
scikit-learn's own draws.
"""


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def bullets(items):
    return "".join(f"- {item}\n" for item in items)


def named(kind, params):
    inside = ", ".join(f"{name} {value}" for name, value in params.items())
    return f"`{kind}`" + (f" ({inside})" if inside else "")


def small(value):
    return "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-")


def yes(fine):
    return "yes" if fine else "**no**"
