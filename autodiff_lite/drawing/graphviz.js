// Graphviz's WebAssembly module, run by a browser: a function of the module's bytes that gives one that draws.
// DOT goes in; [svg, null] comes out, or [null, message].
//
// The module is written for WASI, an operating system of some forty calls. Laying out a graph needs few of
// them: a clock, random bytes, and somewhere to write complaints.
(bytes) => {
  const OK = 0, BAD_FILE = 8, NO_SUCH_FILE = 44, TERMINAL = 2, CALLER = 24;
  let memory;
  const view = () => new DataView(memory.buffer);
  const octets = (start, length) => new Uint8Array(memory.buffer, start, length);

  const calls = {
    environ_sizes_get: (count, size) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return OK;
    },
    environ_get: () => OK,
    clock_time_get: (clock, precision, time) => {
      view().setBigUint64(time, BigInt(Date.now()) * 1000000n, true);
      return OK;
    },
    random_get: (start, length) => {
      crypto.getRandomValues(octets(start, length));
      return OK;
    },
    fd_fdstat_get: (file, status) => {
      if (file > 2) return BAD_FILE;
      octets(status, CALLER).fill(0);
      view().setUint8(status, TERMINAL);
      return OK;
    },
    // Everything counts as written: what it has to say about a failure comes by graphviz_last_error.
    fd_write: (file, pieces, count, written) => {
      let total = 0;
      for (let piece = 0; piece < count; piece++) total += view().getUint32(pieces + 8 * piece + 4, true);
      view().setUint32(written, total, true);
      return OK;
    },
    fd_close: () => OK,
    fd_fdstat_set_flags: () => OK,
    path_open: () => NO_SUCH_FILE,
    path_filestat_get: () => NO_SUCH_FILE,
    proc_exit: (status) => { throw new Error(`Graphviz ended with status ${status}`); },
  };
  const module = new WebAssembly.Module(bytes);
  for (const { module: system, name } of WebAssembly.Module.imports(module)) calls[name] ??= () => BAD_FILE;
  const graphviz = new WebAssembly.Instance(module, { wasi_snapshot_preview1: calls }).exports;
  memory = graphviz.memory;

  const put = (text) => {
    const encoded = new TextEncoder().encode(text + "\0");
    const start = graphviz.malloc(encoded.length);
    octets(start, encoded.length).set(encoded);
    return start;
  };
  const read = (start, length) => new TextDecoder().decode(octets(start, length).slice());
  const message = () => {
    const start = graphviz.graphviz_last_error();
    return start ? read(start, octets(start).indexOf(0)) : "Graphviz failed and does not say why";
  };
  return (dot) => {
    const texts = [dot, "svg", "dot"].map(put);
    const size = graphviz.malloc(4);
    try {
      const drawn = graphviz.graphviz_render(...texts, size);
      if (!drawn) return [null, message()];
      const svg = read(drawn, view().getUint32(size, true));
      graphviz.graphviz_free(drawn);
      return [svg, null];
    } finally {
      [...texts, size].forEach((start) => graphviz.free(start));
    }
  };
}
