// Runs a test program that was compiled for WASI: node wasi.mjs PROJECT PROGRAM.wasm [ARGS...]
// The program sees the project's folder under the same path, so that tests find their fixtures.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [, , project, program, ...args] = process.argv;
const wasi = new WASI({
  version: "preview1",
  args: [program, ...args],
  env: process.env,
  preopens: { [project]: project },
});
const compiled = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(compiled, wasi.getImportObject());
process.exitCode = wasi.start(instance);
