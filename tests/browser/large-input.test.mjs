// Wide and large files: read without blocking the page, or refused in words.
//
// LARGE_MB sets the size of the large file; 500 is what a person may well drop.
import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { GOOD, choose, goTo, load, loaded, longTasks, stage, stillWhole } from "./harness/visitor.mjs";

const open = pageForTests();
// Milliseconds before the end of reading is seen in which the result may already be drawn.
const DRAWING = 500;
// Milliseconds from which a person notices that a page does not answer.
const NOTICED = 100;
const MEGABYTES = Number(process.env.LARGE_MB ?? 100);
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "large-"));
});
after(() => rm(folder, { recursive: true, force: true }));

// Writes rows of numbers, categories and dates until the file has the size.
async function write(path, megabytes) {
  const file = createWriteStream(path);
  file.write("id,price,amount,city,when,kind\n");
  const cities = ["Bergen", "Lyon", "Porto", "Graz", "Turku"];
  let row = 0;
  for (let written = 0; written < megabytes * 1e6; ) {
    let chunk = "";
    for (let i = 0; i < 20_000; i += 1, row += 1) {
      const month = String((row % 12) + 1).padStart(2, "0");
      chunk += `${row},${((row * 7919) % 100_003) / 100},${(row * 31) % 977},${cities[row % 5]},2024-${month}-11,${row % 3 ? "a" : "b"}\n`;
    }
    written += chunk.length;
    if (!file.write(chunk)) await once(file, "drain");
  }
  await new Promise((done) => file.end(done));
  return row;
}

test("5,000 columns and 200 rows are read, and the page stays quick", { timeout: 180_000 }, async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  const tasks = await longTasks(page);
  const names = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(",");
  const lines = Array.from({ length: 200 }, (_, r) => Array.from({ length: 5000 }, (_, c) => (r * 31 + c * 17) % 101).join(","));
  await choose(page, { name: "wide.csv", text: `${names}\n${lines.join("\n")}\n` });
  await loaded(page, "wide.csv", 60_000);
  await stage(page, "Collect").getByText(/^200 rows and 5,?000 columns\./).waitFor();
  await page.getByLabel("Find a column").fill("c4999");
  await page.getByRole("combobox", { name: "Role of c4999", exact: true }).waitFor();
  await page.getByLabel("Find a column").fill("");
  await page.getByRole("button", { name: /Show more: .* columns are left/ }).waitFor();
  for (const station of ["Prepare", "Split", "Train", "Evaluate", "Collect"]) await goTo(page, station);
  const found = await tasks();
  t.diagnostic(`main-thread tasks over 50 ms: ${JSON.stringify(found)}`);
  // A page that does not answer for a second feels broken; the figure above tells how far that is.
  const longest = Math.max(0, ...found.map((task) => task.length));
  assert.ok(longest <= 1000, `no task over a second: ${longest}`);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  await stillWhole(page);
});

test(`a file of ${MEGABYTES} MB is read or refused in words, and never blocks the page`, { timeout: 600_000 }, async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  const path = join(folder, "large.csv");
  const rows = await write(path, MEGABYTES);
  const tasks = await longTasks(page);
  const start = Date.now();
  await choose(page, { path });
  const reading = page.getByRole("progressbar", { name: "Reading" });
  await reading.waitFor();
  // The page is used meanwhile.
  await goTo(page, "Split");
  await goTo(page, "Collect");
  await reading.waitFor({ state: "detached", timeout: 500_000 });
  const seconds = (Date.now() - start) / 1000;
  const end = await page.evaluate(() => performance.now());
  const refused = await page.getByRole("alert").allInnerTexts();
  const all = await tasks();
  // Drawing the table that was read comes after reading.
  const found = all.filter((task) => task.at + task.length < end - DRAWING && task.length > NOTICED);
  const size = (await stat(path)).size / 1e6;
  t.diagnostic(`${size.toFixed(0)} MB, ${rows} rows: ${seconds.toFixed(1)} s, ${(size / seconds).toFixed(0)} MB/s; main-thread tasks over 50 ms: ${JSON.stringify(all)}, reading ended at ${end.toFixed(0)}; refused: ${JSON.stringify(refused)}`);
  assert.deepEqual(found, [], `no main-thread task over ${NOTICED} ms while reading`);
  if (refused.length > 0) {
    assert.match(refused.join(), /too much for this browser's memory|fewer rows/);
    await stillWhole(page);
  } else {
    await loaded(page, "large.csv", 60_000);
    await stage(page, "Collect").getByText(`${rows.toLocaleString("en")} rows`, { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Later rows" }).click();
    await stage(page, "Collect").getByRole("group", { name: "Rows as read" }).getByRole("rowheader", { name: "26", exact: true }).waitFor();
    await load(page, GOOD);
    await page.getByLabel("Column to predict").selectOption("kind");
    await stillWhole(page);
  }
});
