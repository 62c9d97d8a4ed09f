// How the sources and the libraries become files for Node: for the build and for the executables.
import { rolldown } from 'rolldown'

/** Node has this library itself; archiver brings it for browsers. */
const BY_NODE = {
  name: 'by Node',
  resolveId: {
    filter: { id: /^readable-stream$/ },
    handler: () => ({ id: 'node:stream', external: true }),
  },
}

/** xmlbuilder2 brings it; certstick writes no YAML. It and readable-stream took a `new` some ten milliseconds. */
const LEFT_OUT = { 'js-yaml': false }

/**
 * @param input the entries, as rolldown takes them
 * @param target the oldest Node that reads the result, such as `node20`
 * @param define expressions of the sources, and the JavaScript that stands in their place
 * @param plugins of rolldown
 * @param output of rolldown, such as `format`
 * @returns the files, as text, with the absolute paths of their sources
 */
export async function bundle({ input, target, define = {}, plugins = [], ...output }) {
  const made = await rolldown({
    input,
    external: ['@photostructure/sqlite'], // machine code, for Node 20 only
    platform: 'node',
    transform: { target, define },
    resolve: { alias: LEFT_OUT },
    treeshake: { moduleSideEffects: [{ test: /node_modules/, sideEffects: false }] }, // of what is imported and not used
    plugins: [BY_NODE, ...plugins],
    onLog(level, log, handle) {
      // A file that is loaded at once in one place and later in another is in the group of the first, as it should be.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level === 'warn' ? 'error' : level, log)
    },
  })
  const { output: chunks } = await made.generate({ format: 'esm', ...output })
  await made.close()
  return chunks
}
