import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { defineSessionCloser } from 'vue-nitrolite/element'
import { App } from './App'

defineSessionCloser()

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)
