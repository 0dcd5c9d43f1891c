/**
 * Which part of the source may import which: dependencies point inward only, and never in a circle. Imports of types
 * count. Run by `npm run lint`.
 *
 * element → components → composables → plugin → devtools, texts, core, browser; react → core; texts, locales → core; browser → core; node → rooms → core; opentelemetry → rooms; bin → relay, node;
 * testing → types of the core; nuxt → the Vue entry
 */

const TESTS = '\\.test(-d)?\\.ts$'
const VUE_PACKAGES = '(^|/)node_modules/(vue|pinia|@vueuse)/'
const PAGE_OR_VUE = '^src/(index\\.ts$|(components|composables|plugin|browser|texts|locales)/)'

/** Forbids files that match `from`, other than tests, to import what matches `to`. */
const forbid = (name, comment, from, to) => ({
  name, comment, severity: 'error', from: { path: from, pathNot: TESTS }, to,
})

const exceptTypes = { dependencyTypesNot: ['type-only'] }

export default {
  forbidden: [
    forbid(
      'no-cycle',
      'Declare an interface in the module that consumes it, or move what two modules share to a third one.',
      '.', { circular: true },
    ),
    forbid(
      'unresolved-import',
      'The other rules judge an import by the file it leads to, so each import must lead to one. Only apps install Nuxt.',
      '.', { couldNotResolve: true, pathNot: '^nuxt/(kit|schema|app)$' },
    ),
    forbid('sources-import-sources', 'Nothing outside of src is shipped.', '^src/', { path: '^(test|playground|scripts|bench)/' }),
    {
      name: 'unit-tests-import-helpers',
      comment: 'What a unit test shares with other tests is in test/helpers.',
      severity: 'error',
      from: { path: `^src/.*${TESTS}` },
      to: { path: '^(test|playground|scripts|bench)/', pathNot: '^test/helpers/' },
    },

    forbid('core-stands-alone', 'The core knows neither Vue nor a page nor the embedded nodes.', '^src/core/', { path: '^src/', pathNot: '^src/core/' }),
    forbid('core-without-vue', 'The core runs without Vue and with any WebSocket.', '^src/core/', { path: [VUE_PACKAGES, '(^|/)node_modules/ws/'] }),
    forbid('core-without-node', 'The core also runs in browsers.', '^src/core/', { dependencyTypes: ['core'] }),
    forbid('protocols-know-no-closings', 'A protocol may use the public types of closings only.', '^src/core/protocols/', {
      path: '^src/core/closing/', pathNot: '^src/core/closing/types\\.ts$',
    }),
    forbid('policy-is-pure', 'The closing policy may import types, errors, and pure helpers of allocations, addresses, records, receipts and signatures.', '^src/core/closing/policy/', {
      ...exceptTypes,
      pathNot: ['^src/core/closing/policy/', '^src/core/errors/', '^src/core/sessions/(allocations|participants)', '^src/core/journal/sameRecord', '^src/core/receipts/receipt\\.ts$', '^src/core/closing/states\\.ts$', '^src/core/cosigning/(quorum|review/(chooseSignatures|countedSignatures))\\.ts$'],
    }),

    forbid('node-needs-only-core', 'Servers install neither Vue nor Pinia.', '^src/node/', { path: [PAGE_OR_VUE, VUE_PACKAGES] }),
    forbid('rooms-need-only-core', 'The room closer runs on any runtime. Its stores are in src/node.', '^src/rooms/', { path: '^src/', pathNot: '^src/(core|rooms)/' }),
    forbid('rooms-without-node', 'The room closer runs on any runtime. Its stores are in src/node.', '^src/rooms/', { dependencyTypes: ['core'] }),
    forbid('relay-needs-only-core', 'A relay runs on a server without Vue and without a client.', '^src/relay/', {
      path: '^src/', pathNot: '^src/(core|relay)/',
    }),
    forbid('commands-without-vue', 'Commands run on servers, which install neither Vue nor Pinia.', '^src/bin/', {
      path: '^src/', pathNot: '^src/(core|relay|node|rooms|bin)/',
    }),
    forbid('opentelemetry-observes-rooms', 'Only this entry needs OpenTelemetry. It knows the types of rooms.', '^src/opentelemetry/', {
      path: '^src/', pathNot: '^src/(core|rooms|opentelemetry)/',
    }),
    forbid('others-without-opentelemetry', 'Only apps that observe rooms install OpenTelemetry.', '^src/(?!opentelemetry/)', { path: '(^|/)node_modules/@opentelemetry/' }),
    forbid('browser-needs-only-core', 'Pages without Vue can use the browser stores.', '^src/browser/', {
      path: ['^src/(index\\.ts$|(components|composables|plugin|node|testing)/)', VUE_PACKAGES],
    }),
    forbid('texts-need-only-core', 'A language is plain data, which apps without Vue load too.', '^src/(texts|locales)/', {
      path: '^src/', pathNot: '^src/(core|texts|locales)/',
    }),
    forbid('plugin-below-composables', 'The plugin is what composables stand on.', '^src/plugin/', { path: '^src/(components|composables|node|testing)/' }),
    forbid('devtools-read-only-the-client', 'The plugin adds Vue Devtools to a client and a store.', '^src/devtools/', {
      path: '^src/', pathNot: '^src/(core/|devtools/|plugin/store\\.ts$)',
    }),
    forbid('composables-below-components', 'Apps use composables without the components.', '^src/composables/', { path: '^src/(components|node|testing)/' }),

    forbid('nuxt-uses-the-public-entry', 'A relative import would put a second copy of the library into the bundle of an app.', '^src/nuxt/', {
      path: '^src/', pathNot: '^src/(nuxt/|(index|autoImports|devtools/panel)\\.ts$)',
    }),

    forbid('element-on-top', 'The custom element wraps the component. Only the types of JSX know it.', '^src/(?!element/)', { ...exceptTypes, path: '^src/element/' }),
    forbid('react-without-vue', 'React apps use the hook without Vue. It shares one pure helper with the composables.', '^src/react/', {
      ...exceptTypes,
      path: ['^src/(index\\.ts$|(components|plugin|browser|node|testing)/)', '^src/composables/(?!internal/endReporter|closingCallbacks)', VUE_PACKAGES],
    }),

    forbid('testing-is-independent', 'The embedded nodes share no code with what they test.', '^src/testing/', { path: '^src/core/', ...exceptTypes }),
    forbid('testing-runs-in-browsers', 'The playground runs the embedded nodes in a page without Vue.', '^src/testing/', { path: [PAGE_OR_VUE, VUE_PACKAGES, '^src/node/'] }),
    forbid('testing-without-node', 'The embedded nodes also run in browsers.', '^src/testing/', { dependencyTypes: ['core'] }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: ['(^|/)dist/', '^test/nuxt/app/'] },
    doNotFollow: { path: '(^|/)node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts', '.vue', '.json'],
    },
  },
}
