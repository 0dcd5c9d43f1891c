// Options that a configuration cannot hold. The plugin of the library is made after this hook.
export default defineNuxtPlugin({
  enforce: 'pre',
  setup(nuxtApp) {
    nuxtApp.hook('nitrolite:options', (options) => {
      options.storage = sessionStorage
    })
  },
})
