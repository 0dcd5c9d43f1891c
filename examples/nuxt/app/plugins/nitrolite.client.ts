// Options that a configuration cannot hold. The plugin of the library is made after this hook.
export default defineNuxtPlugin({
  enforce: 'pre',
  setup(nuxtApp) {
    nuxtApp.hook('nitrolite:options', (options) => {
      // Each tab has its own active session.
      options.keep = { ...options.keep, activeSession: sessionStorage }
    })
  },
})
