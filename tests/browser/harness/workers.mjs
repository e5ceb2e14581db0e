// Ending the page's workers from outside, as a browser does that runs out of memory: without a word.
import assert from "node:assert/strict";
import { once } from "node:events";

// Ends every worker of the page. A `busy` one does not listen, so that its program is broken off first.
export async function endWorkers(page, { busy = false } = {}) {
  const workers = page.workers();
  assert.ok(workers.length > 0, "the page has workers");
  const ends = workers.map((worker) => new Promise((resolve) => worker.once("close", resolve)));
  if (busy) await breakOff(page);
  await Promise.all(workers.map((worker) => worker.evaluate(() => self.close()).catch(() => {})));
  await Promise.all(ends);
}

async function breakOff(page) {
  const session = await page.context().newCDPSession(page);
  const attached = [];
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") attached.push(sessionId);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  if (attached.length === 0) await once(session, "Target.attachedToTarget");
  const message = JSON.stringify({ id: 1, method: "Runtime.terminateExecution" });
  await Promise.all(attached.map((sessionId) => session.send("Target.sendMessageToTarget", { sessionId, message })));
  await session.detach();
}
