// Where nothing can be kept, the page says so and everything else works.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { GOOD, choose, goTo, load, loaded, notice, notices, refusal, stage, stillWhole } from "./harness/visitor.mjs";

const open = pageForTests();
const NOT_KEPT = /Your work is not kept when you leave this page/;

test("with a full storage a notice says that the work is not kept, and the line still runs", async (t) => {
  const { page, context, origin } = await open(t);
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  await notice(page, NOT_KEPT);
  assert.match((await notices(page)).join(), /no room left.*free some disk space/);
  await stillWhole(page);
  assert.equal((await notices(page)).filter((text) => NOT_KEPT.test(text)).length, 1, "it is said once");
});

test("a full storage that has room again keeps the work", async (t) => {
  const { page, context, origin } = await open(t);
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await load(page, GOOD);
  await notice(page, NOT_KEPT);
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await page.getByLabel("Column to predict").selectOption("height");
  await page.waitForTimeout(1500);
  await page.reload();
  await loaded(page, GOOD.name);
  assert.equal(await page.getByLabel("Column to predict").inputValue(), "height");
});

const BROKEN = {
  "throws when it is opened": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  },
  "does not exist": () => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
  "refuses every request": () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      request.error = new DOMException("A mutation operation was attempted on a database that did not allow mutations.", "InvalidStateError");
      setTimeout(() => request.onerror?.(new Event("error")), 10);
      return request;
    };
  },
};

for (const [what, breakIt] of Object.entries(BROKEN)) {
  test(`a storage that ${what} is said, and the line still runs`, async (t) => {
    const { page, context } = await open(t);
    await context.addInitScript(breakIt);
    await page.reload();
    await page.getByRole("navigation", { name: "Pipeline" }).waitFor();
    await load(page, GOOD);
    await page.getByLabel("Column to predict").selectOption("kind");
    await notice(page, /(not kept|could not be brought back).*(allow site data|private browsing)/);
    await stillWhole(page);
  });
}

test("a second tab says that it does not keep its work, and a reload of the first leaves it so", async (t) => {
  const { page, context, url } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  await page.waitForTimeout(1000);
  const second = await context.newPage();
  await second.goto(url);
  await notice(second, /open in another tab.*not kept while that tab is open/);
  await loaded(second, GOOD.name);
  assert.equal(await second.getByLabel("Column to predict").inputValue(), "kind", "it begins with the work kept");
  await second.getByLabel("Column to predict").selectOption("height");
  await second.waitForTimeout(1000);
  await page.reload();
  await loaded(page, GOOD.name);
  const afterReload = await page.getByLabel("Column to predict").inputValue();
  assert.equal(afterReload, "kind", "the second tab did not write over the first one's work");
  await second.waitForTimeout(5000);
  assert.ok((await notices(second)).some((text) => /open in another tab/.test(text)), "the second tab still waits");
  await page.reload();
  await loaded(page, GOOD.name);
  assert.equal(await page.getByLabel("Column to predict").inputValue(), "kind");
});

test("when the first tab is closed the second keeps its work from then on", async (t) => {
  const { page, context, url } = await open(t);
  await load(page, GOOD);
  await page.waitForTimeout(1000);
  const second = await context.newPage();
  await second.goto(url);
  await loaded(second, GOOD.name);
  await second.getByLabel("Column to predict").selectOption("weight");
  await page.close();
  await notice(second, /other tab is closed.*kept from now on/);
  assert.ok(!(await notices(second)).some((text) => /open in another tab/.test(text)), "what is no longer true is taken away");
  await second.waitForTimeout(1000);
  await second.reload();
  await loaded(second, GOOD.name);
  assert.equal(await second.getByLabel("Column to predict").inputValue(), "weight");
});

test("a worker that is killed while it reads is replaced, and nothing is lost", async (t) => {
  const { page } = await open(t);
  await load(page, GOOD);
  await page.getByLabel("Column to predict").selectOption("kind");
  const large = `a,b,c,d\n${"12345.678,some text,2024-05-06,another text\n".repeat(1_000_000)}`;
  await choose(page, { name: "large.csv", text: large });
  await page.getByRole("progressbar", { name: "Reading" }).waitFor();
  const session = await page.context().browser().newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  assert.ok(targetInfos.length > 0);
  await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.close()).catch(() => null)));
  assert.match(await refusal(page), /reading was interrupted; try again/);
  await notice(page, /data worker stopped unexpectedly.*data and settings are all here/);
  await goTo(page, "Collect");
  await stage(page, "Collect").getByRole("heading", { name: GOOD.name, exact: true }).waitFor();
  await choose(page, GOOD);
  await loaded(page, GOOD.name);
  await page.getByLabel("Column to predict").selectOption("kind");
  await stillWhole(page);
});
