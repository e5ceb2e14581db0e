// The page loads, is private, and stays so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DIST, pageForTests } from "./harness/harness.mjs";
import { serve } from "./harness/server.mjs";

const open = pageForTests({ base: "/some/folder/" });

test("the page loads from a subfolder and shows the line", async (t) => {
  const { page } = await open(t);
  await page.getByRole("navigation", { name: "Pipeline" }).waitFor();
  assert.equal(await page.title(), "Pipeline Playground");
});

test("everything that the page loads comes from its own folder", async (t) => {
  const { page, context, url } = await open(t);
  const requested = [];
  context.on("request", (request) => requested.push(request.url()));
  await page.reload({ waitUntil: "networkidle" });
  assert.ok(requested.some((address) => address.endsWith(".wasm")), "the page asks for its program");
  const elsewhere = requested.filter((address) => !address.startsWith(url) && !address.startsWith("blob:"));
  assert.deepEqual(elsewhere, []);
});

test("the policy allows nothing by default and no inline script but its own", async (t) => {
  const { page } = await open(t);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  assert.deepEqual(directives.get("default-src"), ["'none'"]);
  assert.deepEqual(directives.get("connect-src"), ["'self'"]);
  const [self, wasm, ...hashes] = directives.get("script-src");
  assert.deepEqual([self, wasm], ["'self'", "'wasm-unsafe-eval'"]);
  assert.equal(hashes.length, 1);
  assert.match(hashes[0], /^'sha256-[A-Za-z0-9+/]{43}='$/);
});

test("an injected inline script does not run", async (t) => {
  const { page, problems } = await open(t, { allow: [/Content Security Policy/, /script-src-elem blocked inline/] });
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.injected), undefined);
  await until(() => problems.some((problem) => problem.startsWith("policy violation: script-src-elem")));
});

test("an injected style and a script from a data address are refused", async (t) => {
  const { page, problems } = await open(t, { allow: [/Content Security Policy/, /policy violation/] });
  await page.evaluate(() => {
    document.body.setAttribute("style", "color: rgb(1, 2, 3)");
    const script = document.createElement("script");
    script.src = `data:text/javascript,${encodeURIComponent("window.injected = true")}`;
    document.body.append(script);
  });
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(1, 2, 3)");
  await until(() => problems.some((problem) => problem.startsWith("policy violation: style-src")));
  await until(() => problems.some((problem) => problem.includes("blocked data")));
  assert.equal(await page.evaluate(() => window.injected), undefined);
});

test("neither the page nor its worker can reach another origin", async (t) => {
  const { page } = await open(t, { allow: [/Content Security Policy/, /policy violation: connect-src/] });
  const elsewhere = await serve(DIST);
  t.after(elsewhere.close);
  const worker = page.workers()[0] ?? (await page.waitForEvent("worker"));
  for (const place of [page, worker]) {
    const reached = await place.evaluate(
      (url) =>
        fetch(url, { mode: "no-cors" }).then(
          () => true,
          () => false,
        ),
      elsewhere.url,
    );
    assert.equal(reached, false, `from ${place.url()}`);
  }
});

test("no worker starts that the policy does not bind", async (t) => {
  const { page } = await open(t, { allow: [/Content Security Policy/, /policy violation: worker-src/] });
  const started = await page.evaluate(
    () =>
      new Promise((resolve) => {
        // A worker that is loaded from an address does not inherit the page's policy; one from a blob does.
        const worker = new Worker("./worker_loader.js", { type: "module" });
        worker.onerror = () => resolve(false);
        worker.onmessage = () => resolve(true);
      }),
  );
  assert.equal(started, false);
});

test("without JavaScript the page says what it needs", async (t) => {
  const { page } = await open(t);
  const text = await page.locator("noscript").textContent();
  assert.match(text, /needs JavaScript and WebAssembly/);
});

async function until(holds) {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`not within 5 seconds: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
