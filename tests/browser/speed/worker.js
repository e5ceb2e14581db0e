// Runs a program that was compiled for WASI, in a Web Worker: { module, args, input } comes in, { code,
// output, error, memory } goes back. The program reads `input` as its standard input; it has no files.
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;

class Exit extends Error {
  constructor(code) {
    super(`the program ended with ${code}`);
    this.code = code;
  }
}

class System {
  constructor(args, input) {
    this.args = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
    this.input = new Uint8Array(input);
    this.read = 0;
    this.written = { 1: "", 2: "" };
    this.decoder = new TextDecoder();
  }

  get view() {
    return new DataView(this.memory.buffer);
  }

  bytes(at, length) {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  // The pieces of memory that a call names, each an address and a length.
  pieces(at, count) {
    const view = this.view;
    const word = (index) => view.getUint32(at + 4 * index, true);
    return Array.from({ length: count }, (_, index) => this.bytes(word(2 * index), word(2 * index + 1)));
  }

  // Every call that a program may make. What is not named here has no meaning without files.
  calls = {
    args_sizes_get: (count, size) => {
      this.view.setUint32(count, this.args.length, true);
      this.view.setUint32(size, this.args.reduce((sum, arg) => sum + arg.length, 0), true);
      return SUCCESS;
    },
    args_get: (pointers, text) => {
      let at = text;
      this.args.forEach((arg, index) => {
        this.view.setUint32(pointers + 4 * index, at, true);
        this.bytes(at, arg.length).set(arg);
        at += arg.length;
      });
      return SUCCESS;
    },
    environ_sizes_get: (count, size) => {
      this.view.setUint32(count, 0, true);
      this.view.setUint32(size, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    clock_time_get: (_clock, _precision, result) => {
      this.view.setBigUint64(result, BigInt(Math.round(performance.now() * 1e6)), true);
      return SUCCESS;
    },
    random_get: (at, length) => {
      crypto.getRandomValues(this.bytes(at, length));
      return SUCCESS;
    },
    fd_read: (descriptor, at, count, result) => {
      if (descriptor !== 0) return BAD_DESCRIPTOR;
      const before = this.read;
      for (const piece of this.pieces(at, count)) {
        const part = this.input.subarray(this.read, this.read + piece.length);
        piece.set(part);
        this.read += part.length;
      }
      this.view.setUint32(result, this.read - before, true);
      return SUCCESS;
    },
    fd_write: (descriptor, at, count, result) => {
      if (!(descriptor in this.written)) return BAD_DESCRIPTOR;
      let length = 0;
      for (const piece of this.pieces(at, count)) {
        this.written[descriptor] += this.decoder.decode(piece.slice());
        length += piece.length;
      }
      this.view.setUint32(result, length, true);
      return SUCCESS;
    },
    proc_exit: (code) => {
      throw new Exit(code);
    },
  };
}

function run({ module, args, input }) {
  const system = new System(args, input);
  const imports = {};
  for (const { name } of WebAssembly.Module.imports(module)) {
    imports[name] = system.calls[name] ?? (() => BAD_DESCRIPTOR);
  }
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  system.memory = instance.exports.memory;
  let code = 0;
  try {
    instance.exports._start();
  } catch (error) {
    code = error instanceof Exit ? error.code : 1;
    if (!(error instanceof Exit)) system.written[2] += `${error}`;
  }
  return { code, output: system.written[1], error: system.written[2], memory: system.memory.buffer.byteLength };
}

self.onmessage = ({ data }) => self.postMessage(run(data));
