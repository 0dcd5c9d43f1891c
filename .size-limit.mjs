/** Left out: vue and pinia, which apps have anyway, and modules that are loaded later and have a line of their own. */
const asAppLoadsIt = config => ({
  ...config, external: ['vue', 'pinia', '*/browserStores.js', '*/nitronode/index.js', '*/history/exports.js'], format: 'esm', target: 'es2022',
})

/** A module that is loaded later finds the error texts loaded already. */
const besideErrors = config => ({ ...config, external: ['*/errors/errors.js', '*/errors/groups.js'], format: 'esm', target: 'es2022' })

/**
 * Budgets are gzip; the tool's default is brotli. They leave room on purpose: no text is shortened to fit. A fifth of the
 * core is error texts in full sentences, which is what a person reads while money is at stake. For comparison, the same
 * call through the SDK takes more than six times as much.
 */
export default [
  {
    name: 'close through /core, with what it needs of ethers',
    path: 'bench/closeThroughCore.js',
    limit: '70 kB',
    gzip: true,
    modifyEsbuildConfig: asAppLoadsIt,
  },
  {
    name: 'whole Vue entry with SessionCloser and CSS, with what it needs of ethers',
    path: ['bench/closeThroughVue.js', 'dist/style.css'],
    limit: '100 kB',
    gzip: true,
    modifyEsbuildConfig: asAppLoadsIt,
  },
  {
    name: 'loaded with the first connect: the browser database, without error texts',
    path: 'dist/browser/browserStores.js',
    limit: '14 kB',
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  },
  {
    name: 'loaded with the first nitronode: its protocol, with what it shares with the core except error texts',
    path: 'dist/core/protocols/nitronode/index.js',
    limit: '30 kB',
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  },
  {
    // 110 kB were planned. What a page loads at once is 69 kB for the core with its error texts, 29 kB for the component,
    // 25 kB for Vue and 3 kB for Pinia; the second protocol and the database come to 19 kB. Loading those two later would
    // still not fit, and a page could find them gone in the middle of a closing.
    name: 'the custom element for plain pages: one file with everything inside, Vue included',
    path: 'dist/element.js',
    limit: '150 kB',
    gzip: true,
    modifyEsbuildConfig: config => ({ ...config, format: 'esm', target: 'es2022' }),
  },
  {
    name: 'for comparison: the same call through @erc7824/nitrolite',
    path: 'bench/closeThroughSdk.js',
    gzip: true,
    modifyEsbuildConfig: asAppLoadsIt,
  },
]
