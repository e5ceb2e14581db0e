// Data arrive by drop and by paste as well as by the picker; whatever else is dropped does nothing bad.
import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { GOOD, cells, goTo, load, loaded, notices, readReport, refusal, stage, stillWhole } from "./harness/visitor.mjs";

const open = pageForTests();
const TSV = "name\theight\tclass\nAda\t1.70\tyes\nBob\t1.82\tno\nCid\t1.65\tyes\n";
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "arrival-"));
  await mkdir(join(folder, "a folder"));
  await writeFile(join(folder, "dropped.csv"), GOOD.text);
  await writeFile(join(folder, "second.csv"), "p,q\n1,2\n");
});
after(() => rm(folder, { recursive: true, force: true }));

// Drops as the system does: files by their paths, or text.
async function drop(page, { files = [], text = null }, at = { x: 400, y: 400 }) {
  // Before the page runs nobody listens.
  await page.getByRole("navigation", { name: "Pipeline" }).waitFor();
  const session = await page.context().newCDPSession(page);
  const items = text === null ? [] : [{ mimeType: "text/plain", data: text }];
  const data = { items, files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await session.detach();
}

// Pastes as the keyboard does, where the focus is.
async function paste(page, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

for (const station of ["Collect", "Train"]) {
  test(`a file dropped anywhere at ${station} is read`, async (t) => {
    const { page, url } = await open(t);
    await goTo(page, station);
    await drop(page, { files: [join(folder, "dropped.csv")] });
    await goTo(page, "Collect");
    await loaded(page, "dropped.csv");
    assert.equal(page.url().split("#")[0], url, "the browser has not gone to the file");
    assert.equal(await page.getByText("Drop the file to read it").count(), 0, "the veil is gone");
  });
}

test("a file dropped on the bar, the line and the foot is read", async (t) => {
  const { page } = await open(t);
  for (const place of ["banner", "navigation", "contentinfo"]) {
    await load(page, GOOD);
    await page.getByRole(place).first().scrollIntoViewIfNeeded();
    const box = await page.getByRole(place).first().boundingBox();
    await drop(page, { files: [join(folder, "dropped.csv")] }, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
    await loaded(page, "dropped.csv");
  }
});

test("a dropped folder, a dropped text and an empty drop lose nothing", async (t) => {
  const { page, url } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  await drop(page, { text: "https://example.org/some/link" });
  await drop(page, {});
  await stillWhole(page);
  await goTo(page, "Collect");
  await drop(page, { files: [join(folder, "a folder")] });
  assert.match(await refusal(page), /folder.*choose a file/);
  await stillWhole(page);
  assert.equal(page.url().split("#")[0], url);
});

test("of several files dropped at once, the first is read", async (t) => {
  const { page } = await open(t);
  await drop(page, { files: [join(folder, "dropped.csv"), join(folder, "second.csv")] });
  await loaded(page, "dropped.csv");
});

test("a tab-separated table pasted anywhere is read", async (t) => {
  const { page } = await open(t);
  await page.getByRole("heading", { level: 1 }).click();
  await paste(page, TSV);
  await loaded(page, "pasted table");
  await stage(page, "Collect").getByText(/^3 rows and 3 columns\./).waitFor();
  assert.deepEqual(await cells(page, "Rows as read"), [
    ["1", "Ada", "1.7", "true"],
    ["2", "Bob", "1.82", "false"],
    ["3", "Cid", "1.65", "true"],
  ]);
});

test("a table pasted into the box waits for its button, and a paste in another field stays there", async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Paste a table").fill(TSV);
  assert.equal(await page.getByRole("heading", { name: "pasted table" }).count(), 0);
  await page.getByRole("button", { name: "Read the pasted table" }).click();
  await loaded(page, "pasted table");
  await page.getByLabel("Find a column").focus();
  await paste(page, "x,y\n1,2\n");
  const report = await readReport(page);
  assert.equal(report.get("Columns"), "3", "the table of before is still there");
});

test("pasting nothing says what to do", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Read the pasted table" }).click();
  assert.match((await notices(page)).join(), /Nothing to read was pasted: copy some rows with their header first/);
});

test("a sentence that was pasted by mistake loses nothing", async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  await page.getByRole("heading", { level: 1 }).click();
  await paste(page, "only some words");
  await refusal(page);
  await stillWhole(page);
});
