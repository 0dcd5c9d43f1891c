import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { AUTO_IMPORTS } from '../../src/autoImports'
import { OPTION_GROUPS } from '../../scripts/reference/optionPages'

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

export default defineConfig({
  title: 'vue-nitrolite',
  description: 'Close Nitrolite (ERC-7824) application sessions exactly once, to the last base unit.',
  lang: 'en',
  cleanUrls: true,
  // Reports for reviews of the interface.
  srcExclude: ['api/**'],
  vite: {
    // The live demonstration runs the sources.
    resolve: { alias: [{ find: /^vue-nitrolite\/(core|testing)$/, replacement: source('$1/index.ts') }] },
    build: { target: 'es2022' },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guide/getting-started' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Playground', link: '/playground/' },
    ],
    socialLinks: [{ icon: 'github', link: 'https://github.com/vue-nitrolite/vue-nitrolite' }],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'Getting started', link: '/guide/getting-started' },
          { text: 'Why a retry pays twice', link: '/guide/why-a-retry-pays-twice' },
          { text: 'How a closing proceeds', link: '/guide/how-a-closing-proceeds' },
          { text: 'Scenarios', link: '/guide/scenarios' },
          { text: 'Playground', link: '/playground/' },
          { text: 'ClearNode and nitronode', link: '/guide/nodes' },
        ],
      },
      {
        text: 'Your app',
        items: [
          { text: 'The component', link: '/guide/component' },
          { text: 'Your own form', link: '/guide/own-form' },
          { text: 'Signing together', link: '/guide/signing-together' },
          { text: 'Wallets and signers', link: '/guide/wallets' },
          { text: 'Wallet recipes', link: '/guide/wallet-recipes' },
          { text: 'Languages', link: '/guide/languages' },
          { text: 'Nuxt', link: '/guide/nuxt' },
          { text: 'Server rendering', link: '/guide/ssr' },
          { text: 'React', link: '/guide/react' },
          { text: 'Angular', link: '/guide/angular' },
          { text: 'Plain pages', link: '/guide/html' },
          { text: 'Imports and editors', link: '/guide/tooling' },
          { text: 'Development', link: '/guide/development' },
          { text: 'Themes', link: '/guide/themes' },
        ],
      },
      {
        text: 'Servers',
        items: [
          { text: 'Node', link: '/guide/node' },
          { text: 'Closing many sessions', link: '/guide/many-sessions' },
          { text: 'Rooms on a server', link: '/guide/rooms' },
          { text: 'Operating rooms', link: '/guide/operating-rooms' },
          { text: 'Deploying a room server', link: '/guide/deploying-rooms' },
          { text: 'The relay', link: '/guide/relay' },
          { text: 'An existing connection', link: '/guide/existing-connection' },
          { text: 'Coming from the SDK', link: '/guide/migration' },
        ],
      },
      {
        text: 'Keeping and proving',
        items: [
          { text: 'Storage', link: '/guide/storage' },
          { text: 'Security', link: '/guide/security' },
          { text: 'Receipts', link: '/guide/receipts' },
          { text: 'History', link: '/guide/history' },
        ],
      },
      {
        text: 'Components',
        collapsed: true,
        // The site shows these texts as HTML.
        items: [
          { text: '&lt;SessionCloser&gt;', link: '/reference/components/session-closer' },
          { text: '&lt;SessionCoSigner&gt;', link: '/reference/components/session-co-signer' },
          { text: '&lt;WalletButton&gt;', link: '/reference/components/wallet-button' },
          { text: '&lt;session-closer&gt;', link: '/reference/components/custom-element' },
          { text: 'Every state in pictures', link: '/reference/states' },
        ],
      },
      {
        text: 'Composables',
        collapsed: true,
        items: AUTO_IMPORTS.composables.map(name => ({ text: name, link: `/reference/composables/${name}` })),
      },
      {
        text: 'Options',
        collapsed: true,
        items: OPTION_GROUPS.map(({ name, title }) => ({ text: title, link: `/reference/options/${name}` })),
      },
      {
        text: 'Reference',
        items: [
          { text: 'Overview', link: '/reference/' },
          { text: 'Errors', link: '/errors' },
          { text: 'Nodes for tests', link: '/guide/testing' },
          { text: 'Browsers', link: '/guide/browsers' },
          { text: 'Size and tests', link: '/guide/size-and-tests' },
        ],
      },
    ],
  },
})
