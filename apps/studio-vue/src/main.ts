import '@onetake/studio-shared/studio.css'
import { createApp } from 'vue'
import App from './app.vue'

createApp(App).mount('#app')
