/**
 * What the module uses of Nuxt, as far as Nuxt 3.17 and 4 agree about it. The sources are compiled with these declarations,
 * so that nobody has to install Nuxt to work on the library. `test/nuxt` compiles them against the real types of both.
 */

declare module 'nuxt/schema' {
  interface Nuxt {
    readonly options: {
      readonly app: { readonly baseURL: string }
      readonly dev: boolean
      readonly devtools?: boolean | { readonly enabled?: boolean }
      readonly build: { readonly transpile: unknown[] }
      readonly css: string[]
      readonly runtimeConfig: { readonly public: Record<string, unknown> }
      readonly vite: {
        resolve?: { dedupe?: string[] }
        optimizeDeps?: { include?: string[] }
      }
    }
    /** The names of the hooks are left out: other modules add their own. */
    hook(name: never, listener: never): unknown
  }

  /** `Options` is read by the configuration types that Nuxt generates for an app. */
  interface NuxtModule<Options> {
    (inlineOptions: Partial<Options>, nuxt: Nuxt): Promise<unknown>
  }
}

declare module 'nuxt/kit' {
  import type { Nuxt, NuxtModule } from 'nuxt/schema'

  export function defineNuxtModule<Options extends object>(definition: {
    meta: { name: string, configKey: string, compatibility: { nuxt: string } }
    moduleDependencies: Record<string, object>
    setup: (options: Options, nuxt: Nuxt) => void | Promise<void>
  }): NuxtModule<Options>
  export function hasNuxtCompatibility(constraints: { nuxt: string }): Promise<boolean>
  export function hasNuxtModule(name: string): boolean
  export function installModule(name: string): Promise<void>
  export function createResolver(base: string): { resolve(path: string): string }
  export function addPlugin(plugin: string | { src: string, mode: 'client' }): unknown
  export function addVitePlugin(plugin: { name: string, apply: 'serve' }): void
  export function addImports(imports: { name: string, from: string }[]): void
  export function addComponent(component: { name: string, export: string, filePath: string }): void
}

declare module 'nuxt/app' {
  import type { App } from 'vue'

  interface RuntimeNuxtHooks {
    'app:suspense:resolve': () => void
  }

  interface NuxtApp {
    readonly vueApp: App
    readonly $config: { readonly public: Record<string, unknown> }
    readonly hooks: {
      hookOnce<Name extends keyof RuntimeNuxtHooks>(name: Name, listener: RuntimeNuxtHooks[Name]): void
    }
    callHook<Name extends keyof RuntimeNuxtHooks>(name: Name, ...given: Parameters<RuntimeNuxtHooks[Name]>): Promise<unknown>
  }

  export type Plugin = (nuxtApp: NuxtApp) => void | Promise<void>

  export function defineNuxtPlugin(plugin: {
    name: string
    dependsOn?: string[]
    enforce?: 'pre'
    setup: Plugin
  }): Plugin
}
