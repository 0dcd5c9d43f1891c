import { createApp } from 'vue'
import Watch from './Watch.vue'

createApp(Watch).mount('#app')
