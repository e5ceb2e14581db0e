// A bad file is refused with its own clear message, or read with everything odd reported; what was
// there before stays there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pageForTests } from "./harness/harness.mjs";
import { GOOD, cells, choose, goTo, load, loaded, readReport, refusal, stage, stillWhole, train } from "./harness/visitor.mjs";

const open = pageForTests();
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const utf16 = (text) => Buffer.from(`\ufeff${text}`, "utf16le");
const rows = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join("\n");

// A local file header of a zip archive and the first name that an .xlsx file holds.
const xlsx = Buffer.concat([Buffer.from("504b0304140006000800000021000000000000000000000000000000130000", "hex"), Buffer.from("[Content_Types].xml"), Buffer.alloc(200)]);

const REFUSED = [
  ["an empty file", { name: "empty.csv", text: "" }, /file is empty; choose a file with a header row/],
  ["only blanks", { name: "blank.csv", text: "\n \n\n" }, /no rows|empty/],
  ["a header only", { name: "header.csv", text: "a,b,c\n" }, /header with 3 columns but no rows of data; add at least one row/],
  ["a picture", { name: "picture.csv", bytes: png }, /PNG.*not delimited text/],
  ["a spreadsheet", { name: "book.xlsx", bytes: xlsx }, /not delimited text.*(CSV|save)/i],
  ["a gzip archive", { name: "data.csv.gz", bytes: gzipSync("a,b\n1,2\n") }, /gzip archive, not delimited text: .*unpack/i],
  ["bytes of no format", { name: "noise.csv", bytes: Buffer.from([97, 44, 98, 10, 0, 1, 2, 0, 255, 0, 10]) }, /binary file \(it holds NUL bytes\)/],
  ["a quote never closed", { name: "quote.csv", text: `a,b\n1,2\n3,"four\n5,6\n` }, /quote '"' opened on line 3 is never closed; close it/],
];

for (const [what, file, says] of REFUSED) {
  test(`${what} is refused in words, and the data before it stay`, async (t) => {
    const { page } = await open(t);
    await choose(page, file);
    assert.match(await refusal(page), says, "on a fresh page");
    await page.getByRole("heading", { name: "What should the model learn from?" }).waitFor();
    await load(page, GOOD);
    assert.equal(await page.getByRole("alert").count(), 0, "good data clear the message");
    await choose(page, file);
    assert.match(await refusal(page), says, "with data");
    await stillWhole(page);
  });
}

test("one row is read, and why it cannot be split is said", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "one.csv", text: "a,kind\n1,x\n" });
  await stage(page, "Collect").getByText(/^1 row and 2 columns\./).waitFor();
  await page.getByLabel("Column to predict").selectOption("kind");
  await goTo(page, "Split");
  assert.match(await refusal(page, "1 row"), /Cannot split\s+.*1 row.*(use more rows|share)/);
  await train(page);
  assert.match(await refusal(page, "Not trained"), /1 row.*(use more rows|share)/);
});

test("a target of one class is explained at Train", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "one-class.csv", text: `a,b,kind\n${rows(40, (i) => `${i},${i * i},same`)}\n` });
  await page.getByLabel("Column to predict").selectOption("kind");
  await train(page);
  assert.match(await refusal(page, "Not trained"), /one class only.*choose another target/);
});

test("constant and empty columns raise alerts, and training without a remedy says what to do", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "odd.csv", text: `a,fixed,void,kind\n${rows(40, (i) => `${i},7,,${i % 2 ? "x" : "y"}`)}\n` });
  const quality = page.getByRole("listitem");
  await quality.filter({ hasText: /"fixed" is the same.*leave the column out/ }).waitFor();
  await quality.filter({ hasText: /"void" holds no value at all; leave the column out/ }).waitFor();
  await page.getByLabel("Column to predict").selectOption("kind");
  assert.equal(await page.getByLabel("Role of void").inputValue(), "ignored", "a column without values is left out at first");
  await page.getByLabel("Role of void").selectOption("feature");
  await goTo(page, "Prepare");
  for (;;) {
    const remove = page.getByRole("button", { name: "Remove step 1" });
    if ((await remove.count()) === 0) break;
    await remove.click();
  }
  await train(page);
  assert.match(await refusal(page, "Not trained"), /"?void"?.*(drop|fill|impute|leave)/i);
  await goTo(page, "Collect");
  await page.getByLabel("Role of void").selectOption("ignored");
  await train(page);
  assert.deepEqual(await page.getByRole("alert").allInnerTexts(), []);
});

test("UTF-16 read as UTF-8 is refused with the place, and the detected encoding brings it back", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "wide.csv", bytes: utf16(`städte,kind\n${rows(30, (i) => `${i},${i % 2 ? "grün" : "rot"}`)}\n`) });
  await page.getByRole("columnheader", { name: /städte/ }).first().waitFor();
  await page.getByText("How the file is read").click();
  await page.getByLabel("Encoding").selectOption("utf-8");
  assert.match(await refusal(page), /(line 1 is not valid|binary).*(choose another encoding|detected|Encoding)/i);
  await page.getByLabel("Encoding").selectOption({ index: 0 });
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.getByRole("columnheader", { name: /städte/ }).first().waitFor();
});

test("Latin-1 is detected", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "old.csv", bytes: Buffer.from("größe,café\n1,é\n2,ü\n", "latin1") });
  await page.getByRole("columnheader", { name: /größe/ }).first().waitFor();
  await page.getByText("How the file is read").click();
  assert.match(await page.getByLabel("Encoding").locator("option:checked").innerText(), /Detected: (latin-1|windows-1252)/i);
});

test("duplicate and empty headers are renamed and reported", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "twice.csv", text: "a,a,,b\n1,2,3,4\n5,6,7,8\n" });
  const report = await readReport(page);
  assert.match(report.get("Column 2 renamed"), /^"a" to "a_?\d?/);
  assert.match(report.get("Column 3 renamed"), /^no name to "/);
});

test("ragged rows are padded or cut, and counted with their lines", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "ragged.csv", text: "a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n" });
  const report = await readReport(page);
  assert.equal(report.get("Rows with too few cells, filled up"), "1");
  assert.equal(report.get("Rows with too many cells, cut"), "1");
  assert.equal(report.get("Lines of the first such rows"), "3, 4");
  assert.equal(report.get("Empty lines skipped"), "1");
  assert.equal(report.get("Rows"), "4");
});

test("cells that are not of their column's type are listed with row, line and column", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "cells.csv", text: `price,kind\n${rows(50, (i) => `${i === 17 ? "oops" : i},${i % 2 ? "x" : "y"}`)}\n` });
  if ((await page.getByLabel("Type of price").inputValue()) !== "numeric") {
    await page.getByLabel("Type of price").selectOption("numeric");
    await loaded(page, "cells.csv");
  }
  const listed = await cells(page, /Cells that are not of their column's type, now missing: the first 1 of 1/);
  assert.deepEqual(listed, [["18", "19", "price", "oops"]]);
});
