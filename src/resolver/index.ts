import { AUTO_IMPORTS } from '../autoImports'

/** What `unplugin-vue-components` expects of a resolver. */
export interface NitroliteComponentResolver {
  readonly type: 'component'
  /** @returns where the component is imported from; undefined if it is not one of this library */
  resolve(name: string): { name: string, from: string, sideEffects?: string } | undefined
}

export interface NitroliteResolverOptions {
  /** Also import the style sheet of the components. @default true */
  readonly css?: boolean
}

const COMPONENTS: ReadonlySet<string> = new Set(AUTO_IMPORTS.components)

/**
 * Imports the components of this library where a template uses them.
 *
 * @example
 * import Components from 'unplugin-vue-components/vite'
 * import { NitroliteResolver } from 'vue-nitrolite/resolver'
 * export default { plugins: [Components({ resolvers: [NitroliteResolver()] })] }
 */
export const NitroliteResolver = ({ css = true }: NitroliteResolverOptions = {}): NitroliteComponentResolver => ({
  type: 'component',
  resolve: name => COMPONENTS.has(name)
    ? { name, from: 'vue-nitrolite', ...css && { sideEffects: 'vue-nitrolite/style.css' } }
    : undefined,
})

/**
 * A preset for `unplugin-auto-import`, with all composables of this library.
 *
 * @example
 * import AutoImport from 'unplugin-auto-import/vite'
 * import { nitroliteImports } from 'vue-nitrolite/resolver'
 * export default { plugins: [AutoImport({ imports: ['vue', nitroliteImports] })] }
 */
export const nitroliteImports: Record<'vue-nitrolite', string[]> = { 'vue-nitrolite': [...AUTO_IMPORTS.composables] }
