import { acceptHMRUpdate, defineStore } from 'pinia'
import { ref } from 'vue'

/** A store of the app. */
export const useSettings = defineStore('settings', () => {
  const opened = ref(0)
  const title = () => `title 1, opened ${opened.value}`
  return { opened, title }
})

if (import.meta.hot) import.meta.hot.accept(acceptHMRUpdate(useSettings, import.meta.hot))
