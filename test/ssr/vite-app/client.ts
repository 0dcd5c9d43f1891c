import 'vue-nitrolite/style.css'
import type { StateTree } from 'pinia'
import { createPage, type PageData } from './app'

const { data, stores } = JSON.parse(document.getElementById('state')?.textContent ?? '') as { data: PageData, stores: StateTree }
createPage(data, stores).app.mount('#app')
