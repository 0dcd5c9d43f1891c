import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { nitrolite } from './nitrolite'

createApp(App).use(createPinia()).use(nitrolite).mount('#app')
