import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'vue-nitrolite',
  description: 'Close Nitrolite (ERC-7824) application sessions exactly once, to the last base unit.',
  lang: 'en',
  cleanUrls: true,
  // Reports for reviews of the interface.
  srcExclude: ['api/**'],
  themeConfig: {
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/vue-nitrolite/vue-nitrolite' }],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'Getting started', link: '/guide/getting-started' },
          { text: 'How a closing proceeds', link: '/guide/how-a-closing-proceeds' },
          { text: 'ClearNode and nitronode', link: '/guide/nodes' },
        ],
      },
      {
        text: 'Your app',
        items: [
          { text: 'The component', link: '/guide/component' },
          { text: 'Your own form', link: '/guide/own-form' },
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
          { text: 'An existing connection', link: '/guide/existing-connection' },
          { text: 'Coming from the SDK', link: '/guide/migration' },
        ],
      },
      {
        text: 'Keeping and proving',
        items: [
          { text: 'Storage', link: '/guide/storage' },
          { text: 'Receipts', link: '/guide/receipts' },
          { text: 'History', link: '/guide/history' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Components', link: '/reference/components' },
          { text: 'Errors', link: '/errors' },
          { text: 'Nodes for tests', link: '/guide/testing' },
          { text: 'Size and tests', link: '/guide/size-and-tests' },
        ],
      },
    ],
  },
})
