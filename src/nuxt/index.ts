export { default } from './module'
export type { ModuleOptions, NitroliteHookOptions, NitroliteRuntimeConfig } from './options'
