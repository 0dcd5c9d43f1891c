import type { setupDevtoolsPlugin } from '@vue/devtools-api'

/** What Vue Devtools gives to a plugin. The package does not export the type by name. */
export type DevtoolsApi = Parameters<Parameters<typeof setupDevtoolsPlugin>[1]>[0]
