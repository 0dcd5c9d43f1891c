/**
 * Bundles the custom element with everything that it needs into one file, for pages without a build step. One file,
 * because a page must be able to finish a closing even if it can no longer load code.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const inDist = name => fileURLToPath(new URL(`../dist/${name}`, import.meta.url))

await build({
  entryPoints: [inDist('element/auto.js')],
  outfile: inDist('element.js'),
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'eof',
  logLevel: 'warning',
  define: {
    'process.env.NODE_ENV': '"production"',
    '__VUE_OPTIONS_API__': 'false',
    '__VUE_PROD_DEVTOOLS__': 'false',
    '__VUE_PROD_HYDRATION_MISMATCH_DETAILS__': 'false',
  },
})
await writeFile(inDist('element.d.ts'), "export * from './element/auto.js'\n")
