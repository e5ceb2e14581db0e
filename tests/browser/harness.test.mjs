// The harness notices what it exists to notice: each test below breaks a rule on purpose.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./harness/browser.mjs";
import { watch } from "./harness/problems.mjs";
import { serve } from "./harness/server.mjs";

const POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\">";
const PAGES = {
  "quiet.html": "<p>nothing happens</p>",
  "console.html": "<script>console.error('a slip')</script>",
  "error.html": "<script>throw new Error('a fault')</script>",
  "request.html": "<img src='https://playground.invalid/pixel.png' alt=''>",
  "policy.html": `${POLICY}<script>document.title = 'ran'</script>`,
};

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "harness-"));
  for (const [name, body] of Object.entries(PAGES)) {
    await writeFile(join(folder, name), `<!doctype html><title>test</title><link rel="icon" href="data:,">${body}`);
  }
  server = await serve(folder);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

async function problemsOf(name) {
  const context = await browser.newContext();
  const problems = await watch(context, server.origin);
  const page = await context.newPage();
  await page.goto(server.url + name, { waitUntil: "load" });
  await page.waitForTimeout(200);
  await context.close();
  return problems;
}

test("a page without problems has none", async () => {
  assert.deepEqual(await problemsOf("quiet.html"), []);
});

for (const [name, expected] of [
  ["console.html", /^console error: a slip/],
  ["error.html", /^uncaught error: Error: a fault/],
  ["request.html", /^request to another origin: https:\/\/playground\.invalid\/pixel\.png/],
  ["policy.html", /^policy violation: script-src-elem blocked inline/],
]) {
  test(`${name} is found out`, async () => {
    const problems = await problemsOf(name);
    assert.ok(problems.some((problem) => expected.test(problem)), problems.join("\n"));
  });
}

test("the server gives the right types and nothing outside its folder", async () => {
  const page = await fetch(`${server.url}quiet.html`);
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  for (const path of ["%2e%2e%2fetc%2fpasswd", "missing.html", ""]) {
    assert.equal((await fetch(server.url + path)).status, 404, path);
  }
});
