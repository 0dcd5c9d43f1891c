/**
 * Left out are vue and pinia, which apps have anyway, and what is loaded later: that has a line of its own. The parts of
 * ethers count.
 */
const withEthers = config =>
  ({ ...config, external: ['vue', 'pinia', '*/browserStores.js', '*/nitronode/index.js', '*/between.js', '*/exports.js'], format: 'esm', target: 'es2022' })

/** Brotli is the tool's default; the budgets are given in gzip. */
const gzip = { gzip: true, modifyEsbuildConfig: withEthers }

export default [
  {
    name: 'close through /core, with what it needs of ethers',
    path: 'bench/closeThroughCore.js',
    limit: '42.71 kB',
    ...gzip,
  },
  {
    name: 'whole Vue entry with SessionCloser and CSS, with what it needs of ethers',
    path: ['bench/closeThroughVue.js', 'dist/style.css'],
    limit: '63.72 kB',
    ...gzip,
  },
  {
    name: 'loaded with the first connect: the browser database',
    path: 'dist/browser/browserStores.js',
    limit: '12 kB',
    gzip: true,
  },
  {
    name: 'loaded with the first nitronode: its protocol, counting what it shares with the core',
    path: 'dist/core/protocols/nitronode/index.js',
    limit: '29 kB',
    gzip: true,
  },
  {
    name: 'for comparison: the same call through @erc7824/nitrolite',
    path: 'bench/closeThroughSdk.js',
    ...gzip,
  },
]
