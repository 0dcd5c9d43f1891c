/**
 * Left out: vue and pinia, which apps have anyway, modules that are loaded later and have a line of their own, and what shows a
 * client in Vue Devtools, which Vite's plugin for Vue leaves out of a production build.
 */
const asAppLoadsIt = config => ({
  ...config, define: { ...config.define, __VUE_PROD_DEVTOOLS__: 'false' }, external: ['vue', 'pinia', '*/browserStores.js', '*/nitronode/index.js', '*/cosigning/createCosigning.js', '*/history/exports.js', '../locales/*'], format: 'esm', target: 'es2022',
})

/** A module that is loaded later finds the error texts loaded already. */
const besideErrors = config => ({ ...config, external: ['*/errors/errors.js', '*/errors/groups.js'], format: 'esm', target: 'es2022' })

/**
 * A language holds the labels of all components, also of signing together, and three sentences for each error code. The English
 * ones take 16 kB, of which 10.5 kB are error texts. So no language fits into 6 kB without leaving out what a person has to know
 * about their money. Japanese and Arabic letters take three and two bytes each, and Arabic has up to six forms for each number.
 */
const languages = [
  { language: 'de', limit: '19 kB' },
  { language: 'fr', limit: '18.5 kB' },
  { language: 'es', limit: '17 kB' },
  { language: 'pt', limit: '17 kB' },
  { language: 'tr', limit: '17.5 kB' },
  { language: 'ja', limit: '20.5 kB' },
  { language: 'ko', limit: '19.5 kB' },
  { language: 'zh', limit: '18.5 kB' },
  { language: 'ar', limit: '21.5 kB' },
]

/**
 * Budgets are gzip; the tool's default is brotli. They leave room on purpose: no text is shortened to fit. A fifth of the
 * core is error texts in full sentences, which is what a person reads while money is at stake. The Vue entry also translates
 * texts, lists installed wallets, and has the component that reviews and signs proposals, by hand and in rooms, with its texts: 17 kB, which an app
 * without that component leaves out. For comparison, the same call through the SDK takes more than four times as much as through the core.
 */
export default [
  {
    name: 'close through /core, with what it needs of ethers',
    path: 'bench/closeThroughCore.js',
    limit: '87 kB',
    gzip: true,
    modifyEsbuildConfig: asAppLoadsIt,
  },
  {
    name: 'whole Vue entry with all components and CSS, with what it needs of ethers',
    path: ['bench/closeThroughVue.js', 'dist/style.css'],
    limit: '146 kB',
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
    limit: '33.5 kB',
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  },
  {
    // Before compression: 53 kB for proposals, checks and replies, 16 kB for rooms and the client of a relay, 46 kB for the curve of the
    // replies and the library that validates, and what it shares with the core. One kB is for proofs of what a submitter says in a room, and
    // for proposals that are given as objects.
    name: 'loaded when several participants sign: proposals, their checks and QR codes, with what it shares with the core except error texts',
    path: 'dist/core/cosigning/createCosigning.js',
    limit: '63 kB',
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  },
  ...languages.map(({ language, limit }) => ({
    name: `language ${language}: labels and error texts, loaded on demand`,
    path: `dist/locales/${language}/index.js`,
    limit,
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  })),
  {
    name: 'what the Nuxt module adds to the client, without the library',
    path: 'dist/nuxt/runtime/plugin.js',
    limit: '2 kB',
    gzip: true,
    modifyEsbuildConfig: config => ({ ...config, external: ['nuxt/app', 'vue-nitrolite'], format: 'esm', target: 'es2022' }),
  },
  {
    // 110 kB were planned. What a page loads at once is 69 kB for the core with its error texts, 35 kB for the component, which
    // also collects signatures, 25 kB for Vue and 3 kB for Pinia; the second protocol and the database come to 19 kB. Loading those two later would
    // still not fit, and a page could find them gone in the middle of a closing.
    name: 'the custom element for plain pages: one file with everything inside, Vue included',
    path: 'dist/element.js',
    limit: '184 kB',
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
