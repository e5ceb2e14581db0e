// A pipeline file that was tampered with is refused in words, and changes nothing.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { GOOD, choose, load, notice, notices, stillWhole, train, refusal, goTo, loaded } from "./harness/visitor.mjs";

const open = pageForTests();

// The pipeline of the good data, as the page saves it.
async function saved(page) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save pipeline" }).click();
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}

const TAMPERED = [
  ["text that is no JSON", () => "this is no JSON {", /not a pipeline spec: .*line 1/],
  ["an empty file", () => "", /not a pipeline spec/],
  ["a list", () => "[1, 2]", /not a pipeline spec/],
  ["a misspelt field", (spec) => JSON.stringify({ ...spec, tarrget: "kind" }), /not a pipeline spec: .*tarrget/],
  ["a field of the wrong kind", (spec) => JSON.stringify({ ...spec, target: 7 }), /not a pipeline spec: .*(string|target)/],
  ["another version", (spec) => JSON.stringify({ ...spec, version: 99 }), /version 99 .* reads version/],
  ["an unknown model", (spec) => JSON.stringify({ ...spec, model: { ...spec.model, kind: "oracle" } }), /no model .*"?oracle"?/],
  ["an unknown step", (spec) => JSON.stringify({ ...spec, steps: [{ step: "magic" }] }), /no step .*"?magic"?/],
];

for (const [what, tamper, says] of TAMPERED) {
  test(`a pipeline file with ${what} is refused, and nothing changes`, async (t) => {
    const { page } = await open(t);
    await load(page, GOOD);
    await page.getByLabel("Column to predict").selectOption("kind");
    const before = await saved(page);
    await choose(page, { name: "tampered.pipeline.json", text: tamper(before) });
    await notice(page, says);
    assert.deepEqual(await saved(page), before, "the pipeline is as it was");
    await stillWhole(page);
  });
}

test("a pipeline file for other columns says which column is missing", async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  const spec = await saved(page);
  await choose(page, { name: "other.pipeline.json", text: JSON.stringify({ ...spec, target: "nowhere" }) });
  await train(page);
  assert.match(await refusal(page, "Not trained"), /no column "nowhere"; the table has "height", "weight", "kind"/);
  await page.getByRole("button", { name: "Undo" }).click();
  await goTo(page, "Collect");
  await loaded(page, GOOD.name);
  assert.equal(await page.getByLabel("Column to predict").inputValue(), "kind", "Undo brings the pipeline back");
});

test("a pipeline file before there are data says what comes first", async (t) => {
  const { page } = await open(t);
  await choose(page, { name: "early.pipeline.json", text: "{}" });
  await notice(page, /not a pipeline spec|needs data first/);
  assert.equal((await notices(page)).length, 1);
});

test("a file of another kind that is called .json is refused", async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  await choose(page, { name: "picture.json", bytes: Buffer.from([137, 80, 78, 71, 0, 1, 2, 255]) });
  await notice(page, /not a pipeline spec/);
  await page.getByLabel("Column to predict").selectOption("kind");
  await stillWhole(page);
});
