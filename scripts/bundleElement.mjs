/**
 * Bundles the custom element with everything that it needs into one file, for pages without a build step. One file,
 * because a page must be able to finish a closing even if it can no longer load code.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const inDist = name => fileURLToPath(new URL(`../dist/${name}`, import.meta.url))

/**
 * A quarter of all code is for signing together, which the element does not do. A page that makes a client from this file and
 * wants to sign together needs the package.
 */
const withoutSigningTogether = {
  name: 'without signing together',
  setup(bundle) {
    bundle.onLoad({ filter: /\/dist\/core\/cosigning\/createCosigning\.js$/ }, () => ({
      resolveDir: inDist('element'),
      contents: `
        import { NitroliteError } from '../core/errors/errors.js'
        export function createCosigning() {
          const reason = 'The file element.js cannot sign together with other participants. Import the package vue-nitrolite/core.'
          throw new NitroliteError('OPTIONS_INVALID', { option: 'propose', reason })
        }`,
    }))
  },
}

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
  plugins: [withoutSigningTogether],
  define: {
    'process.env.NODE_ENV': '"production"',
    '__VUE_OPTIONS_API__': 'false',
    '__VUE_PROD_DEVTOOLS__': 'false',
    '__VUE_PROD_HYDRATION_MISMATCH_DETAILS__': 'false',
  },
})
await writeFile(inDist('element.d.ts'), "export * from './element/auto.js'\n")
