/** A tab, as Nuxt DevTools takes it. */
export interface DevtoolsTab {
  readonly name: string
  readonly title: string
  readonly icon: string
  readonly view: { readonly type: 'iframe', readonly src: string }
}

/** Whether the app has Nuxt DevTools, which it has in development unless it switches them off. */
export const hasDevtools = ({ dev, devtools }: { dev: boolean, devtools?: unknown }): boolean =>
  dev && devtools !== false && (devtools as { enabled?: boolean } | null | undefined)?.enabled !== false

/** Where the development server serves the panel, with a slash at the end. @param baseURL that of the app */
export const panelRoute = (baseURL: string): string => `${baseURL}/__vue-nitrolite__/`.replaceAll(/\/{2,}/g, '/')

/** The tab that shows the panel. @param route where the panel is served */
export const panelTab = (route: string): DevtoolsTab =>
  ({ name: 'vue-nitrolite', title: 'Nitrolite', icon: 'carbon:wallet', view: { type: 'iframe', src: route } })
