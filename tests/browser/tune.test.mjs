// A search for settings: every core at work, the page at ease, and nothing finished is lost.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { command, figure, folder } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { done, download, standing, until, visit } from "./harness/page.mjs";
import { openPenguins, openRows } from "./harness/tables.mjs";
import { longTasks } from "./harness/visitor.mjs";
import { endWorkers } from "./harness/workers.mjs";

const open = pageForTests();

const SMALL = {
  model: { kind: "decision_tree" },
  tune: {
    method: "bayesian",
    n_trials: 8,
    n_startup_trials: 4,
    resampling: { method: "stratified_k_fold", n_splits: 3 },
    space: [
      { at: "model.max_depth", over: { range: { min: 1, max: 10 } } },
      { at: "model.criterion", over: { values: ["gini", "entropy"] } },
    ],
  },
};

const FOREST = {
  model: { kind: "random_forest" },
  tune: {
    method: "random",
    n_trials: 60,
    resampling: { method: "stratified_k_fold", n_splits: 5 },
    space: [
      { at: "model.n_estimators", over: { range: { min: 20, max: 200 } } },
      { at: "model.max_depth", over: { range: { min: 2, max: 20 } } },
      { at: "model.max_features", over: { values: ["sqrt", "third", "all"] } },
    ],
  },
};

const search = (page) => page.getByRole("region", { name: "Controls" }).getByRole("button", { name: "Search" }).click();

async function ranked(page) {
  const rows = page.getByRole("table", { name: /^Trials by/ }).locator("tbody tr");
  const texts = await rows.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  return texts.filter(([rank]) => /^\d+$/.test(rank));
}

for (const workers of [1, 2, 4]) {
  test(`the ranking by ${workers} worker${workers === 1 ? "" : "s"} is the command line's by one thread, to the byte`, async (t) => {
    const { page } = await open(t);
    const place = await folder(t);
    const { file, spec } = await openRows(page, place, { count: 400, columns: 5 }, SMALL);
    await visit(page, "Tune");
    await page.evaluate((workers) => {
      Object.defineProperty(navigator, "hardwareConcurrency", { value: workers });
    }, workers);
    const before = page.workers().length;
    let most = before;
    page.on("worker", () => (most = Math.max(most, page.workers().length)));
    await search(page);
    await done(page, "Tune", 60);
    assert.equal(most - before, workers, "a worker for each core");
    const text = await command("tune", spec, "--data", file, "--json", "--jobs", "1");
    const trials = join(place, "trials.json");
    await download(page, "Save the trials", trials);
    assert.equal(await readFile(trials, "utf8"), text);
    const found = await ranked(page);
    const native = JSON.parse(text);
    assert.equal(native.complete, true);
    const expected = native.trials.map(({ rank, mean, sd, train_mean: train }) => [String(rank), figure(mean), figure(sd), figure(train)]);
    assert.ok(expected.length >= 5);
    assert.deepEqual(found.map(([rank, , ...figures]) => [rank, ...figures.slice(0, 3)]), expected);
  });
}

test("a trial's settings are taken over, and the model trains with them", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await visit(page, "Tune");
  await page.getByLabel("Random forest: Trees", { exact: true }).check();
  await page.getByRole("textbox", { name: "Random forest: Trees, from" }).fill("3");
  await page.getByRole("textbox", { name: "Random forest: Trees, from" }).press("Enter");
  await page.getByRole("textbox", { name: "Random forest: Trees, to" }).fill("9");
  await page.getByRole("textbox", { name: "Random forest: Trees, to" }).press("Enter");
  await page.getByLabel("How trials are chosen").selectOption("grid");
  await search(page);
  await page.getByRole("alert").or(page.getByRole("table", { name: /^Trials by/ })).or(page.getByText("Not searched")).first().waitFor();
  await until(() => standing(page, "Tune"), (text) => /^(done|failed)/.test(text), 60);
  const [best] = await ranked(page);
  const trees = best[1].match(/n_estimators (\d+)/)[1];
  await page.getByRole("button", { name: `Use the settings n_estimators ${trees}`, exact: true }).click();
  await visit(page, "Train");
  assert.equal(await page.getByRole("textbox", { name: "Trees, exact value" }).inputValue(), trees);
});

// Milliseconds of a task that a person takes for a stall. Every core is busy: the system takes the main thread off
// one in the middle of a task, so that a task seems longer than its work, which is to be under 50 ms.
const STALL = 200;

test("60 forests on 5,000 × 20 rows: every core works, the page never stalls, Stop keeps what is done", async (t) => {
  const { page } = await open(t);
  const place = await folder(t);
  await openRows(page, place, { count: 5000, columns: 20 }, FOREST);
  await visit(page, "Tune");
  const stalls = await longTasks(page);
  const cores = await page.evaluate(() => Math.min(navigator.hardwareConcurrency, 8));
  await search(page);
  const before = await until(() => ranked(page), (rows) => rows.length >= 3, 120);
  // The desk, the trainer if there is one, and one worker a core.
  assert.ok(page.workers().length > cores, `${page.workers().length} workers for ${cores} cores`);
  const stopped = await page.getByRole("button", { name: "Stop", exact: true }).evaluate(async (button) => {
    const start = performance.now();
    button.click();
    while (!button.disabled && performance.now() - start < 5000) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
  t.diagnostic(`Stop shows after ${stopped.toFixed(0)} ms with ${before.length} trials ranked`);
  assert.ok(stopped < 100, `Stop took ${stopped} ms`);
  const after = await ranked(page);
  const settings = after.map(([, words]) => words);
  for (const [, words] of before) assert.ok(settings.includes(words), `${words} was lost`);
  await page.getByText("The search was stopped.").waitFor();
  const tasks = await stalls();
  t.diagnostic(`main-thread tasks over 50 ms: ${JSON.stringify(tasks)}`);
  assert.deepEqual(tasks.filter((task) => task.length > STALL), []);
});

test("a worker that dies is replaced, and the search goes on to its end", async (t) => {
  const { page } = await open(t);
  const place = await folder(t);
  await openRows(page, place, { count: 2000, columns: 8 }, {
    ...FOREST,
    tune: { ...FOREST.tune, n_trials: 6 },
  });
  await visit(page, "Tune");
  await search(page);
  await until(() => page.getByRole("progressbar", { name: "Searching" }).getAttribute("value"), (share) => share > 0, 60);
  await endWorkers(page, { busy: true });
  await done(page, "Tune", 120);
  assert.equal((await ranked(page)).length, 6);
});
