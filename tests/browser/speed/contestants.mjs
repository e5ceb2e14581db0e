// The three that fit the same rows: the engine in Chromium, the engine natively, scikit-learn natively.
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch } from "../harness/browser.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
// Numerical libraries start as many threads as there are cores unless they are told.
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const TYPES = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };

// The engine in Chromium. Every fit has a worker and a memory of its own; `restart` also forgets the
// code that was optimised so far.
export class Browser {
  static async start(program, data) {
    const files = { "/": here("page.html"), "/worker.js": here("worker.js"), "/program.wasm": program };
    const server = createServer(async ({ url }, response) => {
      const file = files[url] ?? join(data, basename(url));
      const body = await readFile(file).catch(() => null);
      const type = TYPES[file.split(".").at(-1)] ?? "application/octet-stream";
      // A page by itself is given a finer clock.
      response.writeHead(body ? 200 : 404, {
        "content-type": type,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      });
      response.end(body);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const started = new Browser();
    started.server = server;
    await started.restart();
    return started;
  }

  async restart() {
    await this.browser?.close();
    this.browser = await launch();
    this.version = this.browser.version();
    this.page = await this.browser.newPage();
    this.page.setDefaultTimeout(0);
    await this.page.goto(`http://127.0.0.1:${this.server.address().port}/`);
  }

  async run(order, path) {
    const args = ["program", typeof order === "string" ? order : JSON.stringify(order)];
    const file = path ? basename(path) : null;
    const done = await this.page.evaluate(([args, file]) => window.runProgram(args, file), [args, file]);
    return { ...answer(done), peak_bytes: done.memory };
  }

  // How long so many fits take all in all, shared among so many workers as a search shares its trials: each is
  // started, given the rows, and ended within the time.
  async share(order, path, { fits, workers }) {
    const args = ["program", JSON.stringify({ ...order, rounds: fits / workers })];
    const shared = async ([args, file, workers]) => {
      const start = performance.now();
      const done = await Promise.all(Array.from({ length: workers }, () => window.runProgram(args, file)));
      return { elapsed: performance.now() - start, done };
    };
    const { elapsed, done } = await this.page.evaluate(shared, [args, basename(path), workers]);
    done.forEach(answer);
    return elapsed;
  }

  async close() {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

// The engine as a program of this machine.
export class Native {
  constructor(program) {
    this.program = program;
  }

  async run(order, path) {
    const child = spawn(this.program, [JSON.stringify(order)], { stdio: ["pipe", "pipe", "pipe"] });
    createReadStream(path).pipe(child.stdin);
    const done = { output: "", error: "" };
    child.stdout.on("data", (text) => (done.output += text));
    child.stderr.on("data", (text) => (done.error += text));
    done.code = await new Promise((resolve) => child.on("close", resolve));
    return answer(done);
  }
}

function answer({ code, output, error }) {
  if (code !== 0) throw new Error(error.trim().split("\n").slice(0, 4).join(" ") || `ended with ${code}`);
  return JSON.parse(output);
}

// scikit-learn: a process that answers one order after the other.
export class Peer {
  static async start(python, script) {
    const started = new Peer();
    const options = { env: { ...process.env, ...ONE_THREAD }, stdio: ["pipe", "pipe", "inherit"] };
    started.child = spawn(python, [here(script)], options);
    started.lines = createInterface({ input: started.child.stdout })[Symbol.asyncIterator]();
    started.versions = await started.next();
    return started;
  }

  async next() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("the Python program ended; its message stands above");
    return JSON.parse(value);
  }

  ask(order) {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    return this.next();
  }

  close() {
    this.child.stdin.end();
  }
}
