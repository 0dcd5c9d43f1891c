export default defineNuxtConfig({
  modules: ['vue-nitrolite/nuxt'],
  // NUXT_PUBLIC_NITROLITE_URL sets the address of the node where the server starts.
  nitrolite: {
    application: 'my-app',
    autoConnect: true,
  },
  compatibilityDate: '2026-11-01',
  devtools: { enabled: false },
})
