import { provideZonelessChangeDetection } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { defineSessionCloser } from 'vue-nitrolite/element'
import { App } from './app'

defineSessionCloser()

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] })
